package dev.codeagent.providers.openai;

import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.providers.contract.LlmProviderContract;
import dev.codeagent.providers.contract.WireDialect;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;

class OpenAiChatContractTest extends LlmProviderContract {
    @Override
    protected LlmProvider create(ProviderSetup setup) {
        return new OpenAiChatProvider(setup);
    }

    @Override
    protected WireDialect dialect() {
        return new OpenAiChatDialect();
    }
}
