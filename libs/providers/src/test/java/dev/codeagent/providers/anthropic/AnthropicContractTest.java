package dev.codeagent.providers.anthropic;

import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.providers.contract.LlmProviderContract;
import dev.codeagent.providers.contract.WireDialect;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;

class AnthropicContractTest extends LlmProviderContract {
    @Override
    protected LlmProvider create(ProviderSetup setup) {
        return new AnthropicProvider(setup);
    }

    @Override
    protected WireDialect dialect() {
        return new AnthropicDialect();
    }
}
