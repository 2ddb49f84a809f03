package dev.codeagent.providers.gemini;

import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.providers.contract.LlmProviderContract;
import dev.codeagent.providers.contract.WireDialect;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;

class GeminiContractTest extends LlmProviderContract {
    @Override
    protected LlmProvider create(ProviderSetup setup) {
        return new GeminiProvider(setup);
    }

    @Override
    protected WireDialect dialect() {
        return new GeminiDialect();
    }
}
