package dev.codeagent.api.telemetry;

import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderId;
import java.util.Optional;

/** Is told about each request to a model, while it is made. It must return at once and never throw. */
public interface ModelCallObserver {
    /** Observes nothing. */
    ModelCallObserver NONE = (provider, model) -> new Observation() {
        @Override
        public void firstToken() {}

        @Override
        public void ended(Optional<ErrorCode> error) {}
    };

    /** The request is sent now. */
    Observation started(ProviderId provider, String model);

    /** One request. */
    interface Observation {
        /** The first part of the answer's text or thinking arrived. An answer of tool calls only has none. */
        void firstToken();

        /** @param error empty if the provider answered */
        void ended(Optional<ErrorCode> error);
    }
}
