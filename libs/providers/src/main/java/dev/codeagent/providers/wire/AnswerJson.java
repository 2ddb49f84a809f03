package dev.codeagent.providers.wire;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.text.UnicodeText;
import dev.codeagent.providers.http.ResponseLimits;
import dev.codeagent.providers.http.SecretRedactor;
import jakarta.json.JsonObject;

/** Reads the JSON of an answer within its limits. */
record AnswerJson(ResponseLimits limits, SecretRedactor redactor) {
    private static final int MAX_SHOWN_LENGTH = 120;

    /**
     * Parses a part of the answer; of an array, which some servers put around errors, the first object.
     *
     * @throws AgentException PROVIDER_BROKEN_STREAM if it is not a JSON object within the limits
     */
    JsonObject parse(String data) {
        try {
            return data.startsWith("[{")
                    ? read("{\"array\":" + data + "}").getJsonArray("array").getJsonObject(0)
                    : read(data);
        } catch (AgentException e) {
            String shown = redactor.redact(UnicodeText.replaceUnpairedSurrogates(data));
            String start = UnicodeText.prefix(shown, MAX_SHOWN_LENGTH);
            throw new AgentException(
                    ErrorCode.PROVIDER_BROKEN_STREAM,
                    "the provider sent data that does not match its protocol (it is " + e.getMessage() + "): " + start
                            + (start.length() < shown.length() ? "…" : ""),
                    e);
        }
    }

    private JsonObject read(String json) {
        return BoundedJson.readFragment(json, BoundedJson.Limits.MESSAGE.withChars(limits.eventBytes()));
    }

    /** Whether the text is a complete object. */
    boolean isObject(String text) {
        String stripped = text.strip();
        if (!stripped.endsWith("}")) {
            return false;
        }
        try {
            read(stripped);
            return true;
        } catch (AgentException e) {
            return false;
        }
    }
}
