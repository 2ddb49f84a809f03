package dev.codeagent.providers.azure;

import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.providers.contract.LlmProviderContract;
import dev.codeagent.providers.contract.WireDialect;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;

class AzureOpenAiContractTest extends LlmProviderContract {
    @Override
    protected LlmProvider create(ProviderSetup setup) {
        return new AzureOpenAiProvider(setup);
    }

    @Override
    protected WireDialect dialect() {
        return new AzureOpenAiDialect();
    }
}
