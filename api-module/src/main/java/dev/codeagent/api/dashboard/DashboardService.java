package dev.codeagent.api.dashboard;

import dev.codeagent.api.security.Caller;

/** The use cases of the dashboard. */
public interface DashboardService {

    Activity activity(Caller caller);

    Dashboard dashboard(Caller caller, DashboardQuery query);
}
