package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.SegmentedContext;
import jakarta.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change as the whole corrected file in a code block. A small model that has to choose an edit under a schema writes one
 * that does not fit, but it copies a short file with the right change; a sentence about the cause before it helps.
 */
final class FileRewrite {
    static final String TOOL = "write_file";
    private static final int EXTRA_OUTPUT_TOKENS = 512;
    private static final int CHARS_PER_TOKEN = 2;
    private static final int MAX_BLOCKS = 100;

    private final Map<String, String> files;

    /** @param files the paths of the files that may be changed, with their content */
    FileRewrite(Map<String, String> files) {
        this.files = files;
    }

    /** What the model wrote: the sentence before the code, and the call that stores it. */
    record Rewritten(String text, ToolCallRequest call) {}

    /** Enough for the longest of the files and the sentence. */
    int maxOutputTokens() {
        int longest = files.values().stream().mapToInt(String::length).max().orElse(0);
        return EXTRA_OUTPUT_TOKENS + longest / CHARS_PER_TOKEN;
    }

    /** The request with the order to write a file; it has no tools. */
    McpMessage request(McpMessage compact) {
        McpMessage rewritten = ToolChoicePrompt.rewriteMessages(compact);
        var messages = new ArrayList<>(rewritten.context().messages());
        ToolChoicePrompt.addUser(messages, new ChatMessage.User(order()));
        return rewritten.withContext(SegmentedContext.task(messages));
    }

    private String order() {
        if (files.size() > 1) {
            return "Say in one sentence what is wrong, and in which file. Then write the path of that file on a line of its"
                    + " own, and below it the whole file, corrected, from its first line to its last line, in one code"
                    + " block.";
        }
        Map.Entry<String, String> file = files.entrySet().iterator().next();
        return "Say in one sentence what is wrong. Then write the whole file " + file.getKey()
                + ", corrected, from its first" + " line (`" + firstLine(file.getValue())
                + "`) to its last line, in one code block.";
    }

    /** Reads the answer; empty if it has no whole file that differs from the present one. */
    Optional<Rewritten> read(String answer) {
        List<MarkdownCode.Block> blocks = new MarkdownCode(answer).blocks();
        for (MarkdownCode.Block block : blocks.subList(0, Math.min(blocks.size(), MAX_BLOCKS))) {
            String text = answer.substring(0, block.start()).strip();
            Optional<String> path = path(text);
            if (block.closed() && path.isPresent() && isWhole(block.content(), files.getOrDefault(path.get(), ""))) {
                String arguments = Json.createObjectBuilder()
                        .add("path", path.get())
                        .add("content", block.content())
                        .build()
                        .toString();
                return Optional.of(new Rewritten(text, new ToolCallRequest("", TOOL, arguments)));
            }
        }
        return Optional.empty();
    }

    /** The file that was named last, by its path or its name. */
    private Optional<String> path(String text) {
        if (files.size() == 1) {
            return files.keySet().stream().findFirst();
        }
        return files.keySet().stream()
                .filter(path -> lastIndex(text, path) >= 0)
                .max((a, b) -> Integer.compare(lastIndex(text, a), lastIndex(text, b)));
    }

    private static int lastIndex(String text, String path) {
        return text.lastIndexOf(path.substring(path.lastIndexOf('/') + 1));
    }

    /** A part of a file, for example one method, must not replace it. */
    private static boolean isWhole(String content, String present) {
        return content.contains(firstLine(present)) && !content.strip().equals(present.strip());
    }

    private static String firstLine(String content) {
        return content.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("")
                .strip();
    }
}
