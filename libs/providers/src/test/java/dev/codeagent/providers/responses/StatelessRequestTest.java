package dev.codeagent.providers.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.providers.contract.DialectJson;
import dev.codeagent.providers.contract.RecordingListener;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What only this wire has: items with ids, and encrypted reasoning instead of a state on the server. */
class StatelessRequestTest {
    private static final ModelTraits REASONING = new ModelTraits(
            0,
            0,
            Support.YES,
            Support.YES,
            Support.YES,
            Support.YES,
            Support.NO,
            false,
            "max_tokens",
            false,
            List.of("low", "high"));

    private static String write(ModelTraits traits, List<ChatMessage> messages) {
        var parameters = new GenerationParameters(
                OptionalInt.empty(), OptionalDouble.of(0.5), Optional.of("high"), Optional.empty());
        var context =
                new ProviderContext("m-1", traits, parameters, true, new RecordingListener(), new CancellationToken());
        return new ResponsesRequestWriter("mine", context)
                .write(McpMessage.of(new SystemInstructions("s"), SegmentedContext.task(messages), List.of()));
    }

    @Test
    void sendsItemsBackInTheirOrder() {
        String replay = DialectJson.template("{'items':[{'type':'reasoning','id':'rs_1','encrypted_content':'e1',"
                + "'summary':[]},{'type':'message','id':'msg_1','phase':'commentary','chars':2},"
                + "{'type':'function_call','id':'fc_1'}]}");
        String request = write(
                REASONING,
                List.of(
                        new ChatMessage.User("q"),
                        new ChatMessage.Assistant(
                                "",
                                "Hi",
                                List.of(new ToolCallRequest("c1", "x", "{\"a\": 1}")),
                                new ProviderReplay("mine", "m-1", replay)),
                        new ChatMessage.Tool("c1", "x", "1", false)));

        assertThat(request)
                .contains(DialectJson.template(
                        "{'type':'reasoning','id':'rs_1','encrypted_content':'e1','summary':[]},{'type':'message',"
                                + "'id':'msg_1','phase':'commentary','role':'assistant','content':[{'type':'output_text',"
                                + "'text':'Hi','annotations':[]}]},{'type':'function_call','id':'fc_1','call_id':'c1',"
                                + "'name':'x','arguments':%s},{'type':'function_call_output','call_id':'c1','output':'1'}",
                        "{\"a\": 1}"));
    }

    @Test
    void requestsEncryptedReasoningFromModelsThatReason() {
        List<ChatMessage> hello = List.of(new ChatMessage.User("hello"));

        assertThat(write(REASONING, hello))
                .contains("\"store\":false", "reasoning.encrypted_content", "\"effort\":\"high\"")
                .doesNotContain("temperature");
        assertThat(write(ModelTraits.UNKNOWN, hello))
                .contains("\"store\":false", "\"temperature\":0.5")
                .doesNotContain("reasoning");
    }
}
