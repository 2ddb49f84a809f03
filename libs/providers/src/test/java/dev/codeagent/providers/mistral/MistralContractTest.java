package dev.codeagent.providers.mistral;

import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.providers.contract.LlmProviderContract;
import dev.codeagent.providers.contract.WireDialect;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;

class MistralContractTest extends LlmProviderContract {
    @Override
    protected LlmProvider create(ProviderSetup setup) {
        return new MistralProvider(setup);
    }

    @Override
    protected WireDialect dialect() {
        return new MistralDialect();
    }
}
