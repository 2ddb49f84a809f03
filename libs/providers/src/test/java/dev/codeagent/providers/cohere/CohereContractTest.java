package dev.codeagent.providers.cohere;

import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.providers.contract.LlmProviderContract;
import dev.codeagent.providers.contract.WireDialect;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;

class CohereContractTest extends LlmProviderContract {
    @Override
    protected LlmProvider create(ProviderSetup setup) {
        return new CohereProvider(setup);
    }

    @Override
    protected WireDialect dialect() {
        return new CohereDialect();
    }
}
