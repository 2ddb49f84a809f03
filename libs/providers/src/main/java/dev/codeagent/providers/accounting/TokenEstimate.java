package dev.codeagent.providers.accounting;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.ModelTraits;

/**
 * Estimates the tokens of a request before it is sent. The tokenizers of models differ; usual text and source code have
 * more than three bytes in a token, so this is more than most models count.
 */
final class TokenEstimate {
    private static final int BYTES_PER_TOKEN = 3;
    private static final int TOKENS_PER_MESSAGE = 8;
    private static final int TOKENS_PER_IMAGE = 3_000;
    /** What a model may answer with if nobody says how much. */
    private static final int DEFAULT_OUTPUT = 8_192;

    private TokenEstimate() {}

    /** The most that the request is expected to use. */
    static Usage of(McpMessage request, GenerationParameters parameters, ModelTraits traits) {
        int known = traits.maxOutputTokens() > 0 ? traits.maxOutputTokens() : DEFAULT_OUTPUT;
        return new Usage(inputTokens(request), parameters.maxOutputTokens().orElse(known), 0);
    }

    private static long inputTokens(McpMessage request) {
        long bytes = bytes(request.instructions().text());
        for (McpTool tool : request.tools()) {
            bytes += bytes(tool.name())
                    + bytes(tool.description())
                    + bytes(tool.parameters().toString());
        }
        long images = 0;
        int messages = request.tools().size() + 1;
        for (ChatMessage message : request.context().messages()) {
            messages++;
            bytes += bytes(message);
            images += message instanceof ChatMessage.User user ? user.images().size() : 0;
        }
        return tokensOfBytes(bytes) + (long) messages * TOKENS_PER_MESSAGE + images * TOKENS_PER_IMAGE;
    }

    private static long bytes(ChatMessage message) {
        return switch (message) {
            case ChatMessage.User user -> bytes(user.text());
            case ChatMessage.Assistant answer ->
                bytes(answer.thinking()) + bytes(answer.text()) + toolCallBytes(answer);
            case ChatMessage.Tool result -> bytes(result.text()) + bytes(result.tool());
        };
    }

    private static long toolCallBytes(ChatMessage.Assistant answer) {
        long bytes = 0;
        for (ToolCallRequest call : answer.toolCalls()) {
            bytes += bytes(call.name()) + bytes(call.arguments());
        }
        return bytes;
    }

    static long tokensOfBytes(long bytes) {
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    /** The length in UTF-8. */
    static long bytes(String text) {
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return bytes;
    }
}
