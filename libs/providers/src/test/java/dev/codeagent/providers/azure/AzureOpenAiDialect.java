package dev.codeagent.providers.azure;

import static dev.codeagent.providers.contract.DialectJson.template;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import dev.codeagent.providers.openai.OpenAiChatDialect;
import java.util.List;
import java.util.stream.Collectors;

/** Azure OpenAI, version 1 of its API: chat completions of OpenAI with another header of the key. */
final class AzureOpenAiDialect extends OpenAiChatDialect {

    @Override
    public String basePath() {
        return "/openai/v1";
    }

    @Override
    public String keyHeader(String key) {
        return "api-key: " + key;
    }

    @Override
    public WireReply models(WireServer.Request request, List<String> ids) {
        assertThat(request.target()).isEqualTo("/openai/v1/models");
        return WireReply.json(ids.stream()
                .map(id -> template("{'id':%s,'object':'model'}", id))
                .collect(Collectors.joining(",", "{\"object\":\"list\",\"data\":[", "]}")));
    }
}
