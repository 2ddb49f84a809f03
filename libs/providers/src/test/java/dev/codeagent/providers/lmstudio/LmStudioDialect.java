package dev.codeagent.providers.lmstudio;

import static dev.codeagent.providers.contract.DialectJson.template;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import dev.codeagent.providers.openai.OpenAiChatDialect;
import java.util.List;
import java.util.stream.Collectors;

/** LM Studio 0.4: chat completions of OpenAI, and models by its own API reference. */
final class LmStudioDialect extends OpenAiChatDialect {

    @Override
    public WireReply models(WireServer.Request request, List<String> ids) {
        assertThat(request.path()).isEqualTo("/api/v1/models");
        return WireReply.json(ids.stream()
                .map(id -> template(
                        "{'type':'llm','key':%s,'display_name':%s,'size_bytes':241410208,'loaded_instances':[],"
                                + "'max_context_length':32768,"
                                + "'capabilities':{'vision':false,'trained_for_tool_use':true}}",
                        id, id))
                .collect(Collectors.joining(",", "{\"models\":[", "]}")));
    }

    @Override
    public int installableModels() {
        return 8;
    }
}
