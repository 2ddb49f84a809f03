package dev.codeagent.providers.cache;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.digest.Sha256;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.providers.accounting.CallLedger;
import java.nio.ByteBuffer;

/**
 * The digest of everything that an answer depends on: whose request it is, the provider and its address, the model and
 * what is known about it, the parameters, and the complete conversation. The key of the provider is not part of it.
 */
final class CacheKey {
    /** Counts the changes of what codecs make of a request. */
    private static final int VERSION = 1;

    private final Sha256 digest = new Sha256();

    private CacheKey() {}

    static String of(CallLedger.Account account, CallLedger.PlannedCall call) {
        var key = new CacheKey();
        key.add(VERSION, account.project(), account.caller());
        key.add(call.provider().id(), call.provider().wire(), call.provider().baseUrl(), call.model(), call.traits());
        key.add(call.parameters());
        key.add(call.request());
        return key.digest.hex();
    }

    /** Adds texts with their lengths, so that they cannot be mistaken for others; UTF-8 has no form of half a surrogate pair. */
    private void add(Object... parts) {
        for (Object part : parts) {
            String text = part.toString();
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + text.length() * Character.BYTES);
            bytes.putInt(text.length()).asCharBuffer().put(text);
            digest.update(bytes.array());
        }
    }

    private void add(GenerationParameters parameters) {
        add(
                parameters.maxOutputTokens(),
                parameters.temperature(),
                parameters.effort(),
                parameters.responseSchema().map(Object::toString).orElse(""));
    }

    /** The id and the metadata of a request are not sent. */
    private void add(McpMessage request) {
        add(request.type(), request.instructions().text(), request.tools().size());
        request.tools().forEach(tool -> add(tool.name(), tool.description(), tool.parameters(), tool.executor()));
        request.context().messages().forEach(this::add);
    }

    private void add(ChatMessage message) {
        switch (message) {
            case ChatMessage.User user -> {
                add("user", user.text(), user.images().size());
                user.images().forEach(image -> add(image.mediaType(), image.base64()));
            }
            case ChatMessage.Assistant answer -> {
                add(
                        "assistant",
                        answer.thinking(),
                        answer.text(),
                        answer.toolCalls().size());
                answer.toolCalls().forEach(call -> add(call.id(), call.name(), call.arguments()));
                add(
                        answer.replay().provider(),
                        answer.replay().model(),
                        answer.replay().json());
            }
            case ChatMessage.Tool result -> add("tool", result.callId(), result.tool(), result.text(), result.error());
        }
    }
}
