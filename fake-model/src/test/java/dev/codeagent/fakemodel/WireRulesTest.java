package dev.codeagent.fakemodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.fakemodel.WireClient.WireRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that real servers reject get HTTP 400 in the wire's own form, and are logged as violations. */
class WireRulesTest extends ServerFixture {
    private static final String TURNS = """
            {"thinking": "hm", "text": "I look.", "toolCalls": [{"name": "a"}, {"name": "b"}]}, {"text": "done"}""";
    private static final String CHAT_HEAD = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},";

    private String text;

    private int post(WireRequest wire, String path, String body) throws Exception {
        HttpResponse<byte[]> response = startWire(wire, TURNS).post(path, body.replace('\'', '"'));
        text = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() == 400) {
            assertThat(log.toString()).contains("violation: ");
        }
        return response.statusCode();
    }

    private void assertRejected(WireRequest wire, String body, String reason) throws Exception {
        assertThat(post(wire, wire.path(true), body)).as(text).isEqualTo(400);
        assertThat(text).contains(reason);
    }

    private void assertAccepted(WireRequest wire, String body) throws Exception {
        assertThat(post(wire, wire.path(true), body)).as(text).isEqualTo(200);
    }

    private static String anthropic(String rest) {
        return "{'model':'m','max_tokens':9," + rest + "}";
    }

    @Test
    void anthropicNeedsMaxTokensVersionAndText() throws Exception {
        assertRejected(
                WireRequest.ANTHROPIC, "{'messages':[{'role':'user','content':'hi'}]}", "max_tokens: Field required");
        assertRejected(
                WireRequest.ANTHROPIC,
                anthropic("'messages':[{'role':'user','content':[{'type':'text','text':''}]}]"),
                "text content blocks must be non-empty");
        assertRejected(
                WireRequest.ANTHROPIC,
                anthropic("'messages':[{'role':'user','content':'a'},{'role':'user','content':'b'}]"),
                "roles must alternate");
        assertThat(post(WireRequest.COHERE, "/v1/messages", anthropic("'messages':[{'role':'user','content':'a'}]")))
                .isEqualTo(401);
        assertThat(text).contains("belongs in the header x-api-key");
    }

    private static String anthropicTurn(String thinking, String results) {
        return anthropic("'thinking':{'type':'adaptive'},'messages':[{'role':'user','content':'hi'},"
                + "{'role':'assistant','content':[" + thinking + "{'type':'text','text':'I look.'},"
                + "{'type':'tool_use','id':'t1','name':'a','input':{}},"
                + "{'type':'tool_use','id':'t2','name':'b','input':{}}]},"
                + "{'role':'user','content':[" + results + "]}]");
    }

    private static String result(String id) {
        return "{'type':'tool_result','tool_use_id':'" + id + "','content':'x'}";
    }

    @Test
    void anthropicNeedsResultsInOrderAndTheThinkingUnchanged() throws Exception {
        String signature = dev.codeagent.fakemodel.wire.Digest.signature("hm");
        String thinking = "{'type':'thinking','thinking':'hm','signature':'" + signature + "'},";
        String results = result("t1") + "," + result("t2");

        assertAccepted(WireRequest.ANTHROPIC, anthropicTurn(thinking, results));
        assertRejected(WireRequest.ANTHROPIC, anthropicTurn(thinking, result("t1")), "no tool message answers");
        assertRejected(
                WireRequest.ANTHROPIC,
                anthropicTurn(thinking, result("t2") + "," + result("t1")),
                "in the order of the calls");
        assertRejected(WireRequest.ANTHROPIC, anthropicTurn("", results), "expected `thinking`");
        assertRejected(
                WireRequest.ANTHROPIC, anthropicTurn(thinking.replace("'hm'", "'hmm'"), results), "was modified");
        assertRejected(WireRequest.ANTHROPIC, anthropicTurn(thinking.replace(signature, "forged"), results), "invalid");
        assertRejected(WireRequest.ANTHROPIC, anthropicTurn(thinking, results).replace("t1", "t.1"), "but must match");
    }

    private static String gemini(String signature) {
        return "{'contents':[{'role':'user','parts':[{'text':'hi'}]},{'role':'model','parts':["
                + "{'functionCall':{'name':'a','args':{}}" + signature + "},{'functionCall':{'name':'b','args':{}}}]},"
                + "{'role':'user','parts':[{'functionResponse':{'name':'a','response':{'result':'1'}}},"
                + "{'functionResponse':{'name':'b','response':{'result':'2'}}}]}]}";
    }

    @Test
    void geminiNeedsTheSignatureOfTheFirstCall() throws Exception {
        String own = dev.codeagent.fakemodel.wire.Digest.signature("hm");

        assertAccepted(WireRequest.GEMINI, gemini(",'thoughtSignature':'" + own + "'"));
        assertAccepted(WireRequest.GEMINI, gemini(",'thoughtSignature':'skip_thought_signature_validator'"));
        assertRejected(WireRequest.GEMINI, gemini(""), "missing a `thought_signature`");
        assertRejected(WireRequest.GEMINI, gemini(",'thoughtSignature':'x'"), "not sent back with its");
        assertRejected(
                WireRequest.GEMINI,
                "{'contents':[{'parts':[{'text':'hi'}]}],'tools':[{'functionDeclarations':[{'name':'a',"
                        + "'parameters':{'type':'OBJECT','additionalProperties':false}}]}]}",
                "Cannot find field");
    }

    private static String mistral(String id, String rest) {
        return CHAT_HEAD.replace('"', '\'')
                + "{'role':'assistant','content':'','tool_calls':[{'id':'" + id
                + "','function':{'name':'a','arguments':'{}'}}]},{'role':'tool','tool_call_id':'" + id
                + "','content':'x'}" + rest + "]}";
    }

    @Test
    void mistralNeedsIdsOfNineCharacters() throws Exception {
        assertAccepted(WireRequest.MISTRAL, mistral("abcdefghi", ""));
        assertRejected(WireRequest.MISTRAL, mistral("call_1", ""), "must match [a-zA-Z0-9]{9}");
        assertRejected(
                WireRequest.MISTRAL,
                mistral("abcdefghi", ",{'role':'user','content':'x'}"),
                "Unexpected role 'user' after role 'tool'");
        assertRejected(WireRequest.MISTRAL, mistral("abcdefghi", "").replace("'{}'", "'{x'"), "are not JSON");
    }

    @Test
    void ollamaNeedsResultsInTheOrderOfTheCallsAndArgumentsAsObjects() throws Exception {
        String calls = "{'role':'assistant','tool_calls':[{'function':{'name':'a','arguments':{}}},"
                + "{'function':{'name':'b','arguments':{}}}]},";
        String head = CHAT_HEAD.replace('"', '\'') + calls;
        String first = "{'role':'tool','tool_name':'a','content':'1'}";
        String second = "{'role':'tool','tool_name':'b','content':'2'}";

        assertAccepted(WireRequest.OLLAMA, head + first + "," + second + "]}");
        assertRejected(WireRequest.OLLAMA, head + second + "," + first + "]}", "in the order of the calls");
        assertRejected(WireRequest.OLLAMA, head + first + "]}", "no tool message answers");
        assertRejected(
                WireRequest.OLLAMA,
                head.replace("'arguments':{}", "'arguments':'{}'") + first + "," + second + "]}",
                "must be an object");
    }

    @Test
    void responsesNeedTheEncryptedReasoningUnchanged() throws Exception {
        String signature = dev.codeagent.fakemodel.wire.Digest.signature("hm");
        String body = "{'store':false,'input':[{'role':'user','content':'hi'},"
                + "{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'" + signature + "'},"
                + "{'type':'function_call','call_id':'c1','name':'a','arguments':'{}'},"
                + "{'type':'function_call_output','call_id':'c1','output':'x'}]}";

        assertAccepted(WireRequest.RESPONSES, body);
        assertRejected(WireRequest.RESPONSES, body.replace(signature, "x"), "invalid `signature`");
        assertRejected(WireRequest.RESPONSES, body.replace(",'encrypted_content':'" + signature + "'", ""), "store");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "COHERE|{'messages':[{'role':'user','content':'a'}],'response_format':{'type':'json_schema'}}",
                "OPENAI_CHAT|{'messages':[{'role':'user','content':'a'}],'response_format':{'type':'json_schema'}}",
                "OPENAI_CHAT|{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'x'}}]}]}",
                "ANTHROPIC|{'max_tokens':9,'messages':[{'role':'user','content':[{'type':'image','source':{}}]}]}",
                "OLLAMA|{'model':'m','messages':[{'role':'user','content':'a','images':['data:image/png;base64,AA']}]}",
                "OLLAMA|{'model':'m','messages':[{'role':'user','content':'a'}],'format':'yaml'}",
                "GEMINI|{'contents':[{'parts':[{'text':'a'}]}],'generationConfig':{'responseSchema':{'type':'OBJECT'}}}",
                "RESPONSES|{'input':'a','text':{'format':{'type':'json_schema','name':'n'}}}",
                "RESPONSES|{'input':'a','tools':[{'type':'function','name':'a b','parameters':{'type':'object'}}]}",
                "OPENAI_CHAT|{'messages':[{'role':'user','content':'a'}],'tools':[{'type':'function','function':"
                        + "{'name':'a','parameters':{'type':'object','required':['x']}}}]}"
            })
    void imagesFormatsAndSchemasAreChecked(WireRequest wire, String body) throws Exception {
        assertThat(post(wire, wire.path(true), body)).as(text).isEqualTo(400);
    }

    @Test
    void aStrictScenarioNeedsReasoningAndTheOwnIds() throws Exception {
        String script = "{\"scenarios\": {\"*\": {\"strict\": true, \"agents\": {\"*\": ["
                + "{\"thinking\": \"hm\", \"toolCalls\": [{\"name\": \"a\"}]}, {\"text\": \"done\"}]}}}}";
        WireClient client = startWireScript(WireRequest.OPENAI_CHAT, script);
        String body = CHAT_HEAD
                + "{\"role\":\"assistant\",\"reasoning_content\":\"hm\",\"tool_calls\":[{\"id\":\"call_any_1_1_1\","
                + "\"function\":{\"name\":\"a\",\"arguments\":\"{}\"}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"call_any_1_1_1\",\"content\":\"x\"}]}";

        assertThat(status(client, body)).isEqualTo(200);
        assertThat(status(client, body.replace("\"reasoning_content\":\"hm\",", "")))
                .isEqualTo(400);
        assertThat(status(client, body.replace("call_any_1_1_1", "own"))).isEqualTo(400);
        assertThat(status(client, body.replace("\"{}\"", "\"{x\""))).isEqualTo(400);
    }

    private static int status(WireClient client, String body) throws Exception {
        return client.post("/v1/chat/completions", body).statusCode();
    }

    @Test
    void theKeyBelongsIntoItsHeaderOnly() throws Exception {
        assertThat(post(WireRequest.COHERE, "/v1beta/models/m:generateContent", "{}"))
                .isEqualTo(401);
        assertThat(post(WireRequest.GEMINI, "/v1beta/models/m:generateContent?key=k1", "{}"))
                .isEqualTo(401);
        assertThat(text).contains("not in the query", "UNAUTHENTICATED");
        assertThat(post(WireRequest.COHERE, WireRequest.AZURE.path(true), "{}")).isEqualTo(401);
        assertThat(log.toString())
                .contains("belongs in the header x-goog-api-key")
                .doesNotContain("k1");
    }

    @Test
    void aPromptLargerThanTheWindowIsRejected() throws Exception {
        String script = "{\"models\": [{\"id\": \"m\", \"window\": 500}],"
                + " \"scenarios\": {\"*\": {\"agents\": {\"*\": [{\"text\": \"x\"}]}}}}";
        WireClient client = startWireScript(WireRequest.OPENAI_CHAT, script);
        String body = WireRequest.OPENAI_CHAT.body(false);

        assertThat(status(client, body)).isEqualTo(200);
        HttpResponse<byte[]> refused = client.post("/v1/chat/completions", body.replace("hi", "word ".repeat(500)));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("context_length_exceeded");
    }
}
