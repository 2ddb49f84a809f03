package dev.codeagent.providers.ollama;

import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.providers.contract.LlmProviderContract;
import dev.codeagent.providers.contract.WireDialect;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;

class OllamaContractTest extends LlmProviderContract {
    @Override
    protected LlmProvider create(ProviderSetup setup) {
        return new OllamaProvider(setup);
    }

    @Override
    protected WireDialect dialect() {
        return new OllamaDialect();
    }
}
