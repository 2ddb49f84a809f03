package dev.codeagent.fakemodel.wire;

import dev.codeagent.fakemodel.http.HttpRequest;
import jakarta.json.JsonObject;
import java.util.Map;

/** A wire: it reads and checks requests for an answer of a model, and renders answers. */
public interface Wire extends Dialect {

    /** Details of the usage that a wire may report, by their names in a script. */
    enum UsageDetail {
        CACHE_READ("cached"),
        CACHE_WRITE("cacheWrite"),
        REASONING("reasoning");

        private final String scriptName;

        UsageDetail(String scriptName) {
            this.scriptName = scriptName;
        }

        public String scriptName() {
            return scriptName;
        }
    }

    /** What a client must send back with a tool call of the model, and when. */
    enum Echo {
        /** Nothing; in a strict scenario the text of the thinking. */
        REASONING_TEXT_IF_STRICT,
        /** The thinking with its signature, if the request asks for thinking and the turn is the last one. */
        THINKING_OF_LAST_TURN,
        /** The signature with the first call. */
        SIGNATURE_OF_CALL,
        /** Nothing, but what is sent back is unchanged. */
        UNCHANGED
    }

    /** Reads a request and checks it by the rules of the wire. */
    Conversation read(HttpRequest request, JsonObject body);

    /** Returns the id of a tool call in the form of the wire. */
    String callId(String prefix, int number);

    /** Returns the details for which the protocol has no field, each with the reason. */
    default Map<UsageDetail, String> unreportedUsage() {
        return Map.of();
    }

    Echo echo();

    /** Renders an answer to a request with these options as a stream. */
    EventStream stream(Answer answer, Conversation.Options options);

    /** Renders an answer as one JSON document. */
    JsonObject whole(Answer answer);

    /** Returns the frame of an error in a stream. */
    String errorEvent(WireError error);

    /** Returns a frame of a kind that no client knows. */
    default String unknownEvent() {
        return Frames.event("server.notice", JsonValues.object("type", "server.notice", "new_field", 1));
    }
}
