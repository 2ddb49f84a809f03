package dev.codeagent.cli.session;

import java.util.List;
import java.util.Map;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.LineReader;
import org.jline.reader.impl.CompletionMatcherImpl;

/** Accepts all files that the completer offers for an {@code @} mention: the text may be in the middle of a path. */
final class FileMentionMatcher extends CompletionMatcherImpl {
    @Override
    public void compile(
            Map<LineReader.Option, Boolean> options,
            boolean prefix,
            CompletingParsedLine line,
            boolean caseInsensitive,
            int errors,
            String originalGroupName) {
        super.compile(options, prefix, line, caseInsensitive, errors, originalGroupName);
        if (line.word().startsWith("@")) {
            matchers = List.of(simpleMatcher(path -> true));
        }
    }
}
