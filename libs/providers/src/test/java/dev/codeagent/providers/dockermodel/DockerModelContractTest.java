package dev.codeagent.providers.dockermodel;

import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.providers.contract.LlmProviderContract;
import dev.codeagent.providers.contract.WireDialect;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;

class DockerModelContractTest extends LlmProviderContract {
    @Override
    protected LlmProvider create(ProviderSetup setup) {
        return new DockerModelProvider(setup);
    }

    @Override
    protected WireDialect dialect() {
        return new DockerModelDialect();
    }
}
