package dev.codeagent.providers.responses;

import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.providers.contract.LlmProviderContract;
import dev.codeagent.providers.contract.WireDialect;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;

class ResponsesContractTest extends LlmProviderContract {
    @Override
    protected LlmProvider create(ProviderSetup setup) {
        return new OpenAiResponsesProvider(setup);
    }

    @Override
    protected WireDialect dialect() {
        return new ResponsesDialect();
    }
}
