package dev.codeagent.providers.dockermodel;

import static dev.codeagent.providers.contract.DialectJson.template;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import dev.codeagent.providers.openai.OpenAiChatDialect;
import java.util.List;
import java.util.stream.Collectors;

/** Docker Model Runner: chat completions of OpenAI, and models by its own API reference. */
final class DockerModelDialect extends OpenAiChatDialect {

    @Override
    public String basePath() {
        return "/engines/v1";
    }

    @Override
    public WireReply models(WireServer.Request request, List<String> ids) {
        assertThat(request.path()).isEqualTo("/models");
        return WireReply.json(ids.stream()
                .map(id -> template(
                        "{'id':'sha256:1','tags':[%s],'created':1,'config':{'format':'gguf','size':'256.35 MiB'}}", id))
                .collect(Collectors.joining(",", "[", "]")));
    }

    @Override
    public int installableModels() {
        return 8;
    }
}
