package dev.codeagent.api.telemetry;

import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderId;
import java.util.Optional;

/** Listener for requests to models: their start, their first token and their end. It must return at once and never throw. */
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
