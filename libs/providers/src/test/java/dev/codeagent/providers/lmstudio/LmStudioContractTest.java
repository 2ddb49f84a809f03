package dev.codeagent.providers.lmstudio;

import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.providers.contract.LlmProviderContract;
import dev.codeagent.providers.contract.WireDialect;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;

class LmStudioContractTest extends LlmProviderContract {
    @Override
    protected LlmProvider create(ProviderSetup setup) {
        return new LmStudioProvider(setup);
    }

    @Override
    protected WireDialect dialect() {
        return new LmStudioDialect();
    }
}
