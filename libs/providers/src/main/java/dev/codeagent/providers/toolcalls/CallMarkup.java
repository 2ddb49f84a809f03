package dev.codeagent.providers.toolcalls;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The tokens around calls of single families of models, which a server passes on as text if it does not know the family:
 * Kimi, DeepSeek, Harmony, MiniMax, Seed, Granite, Phi, Hunyuan, Nemotron and others. They are rewritten to the forms that
 * {@link MarkedCalls} reads. Quoted tokens stay as they are.
 */
final class CallMarkup {
    private static final String NAME = "([\\w.-]{1,100}?)";
    /** A token in quotation marks is not one. */
    private static final String NOT_QUOTED = "(?<![`'\"\\w])";

    private static final String NAMED = "\n[TOOL_CALLS]$1";
    private static final Pattern TOKEN =
            Pattern.compile("(?<![`'\"])(?:<\\|(?:/?tool_call|tool_calls_section|START_ACTION|channel\\|>)"
                    + "|<｜(?:tool▁call|DSML)|<[a-z_]{1,20}[:_]tool_call>|<tool_calls>|<TOOLCALL>|<start_function_call>"
                    + "|\\[TOOL_REQUEST]|\\bfunctools\\[)");

    private record Rule(Pattern pattern, String replacement) {}

    private static final List<Rule> RULES = new ArrayList<>();

    static {
        // Kimi
        rule(
                "(?:<\\|tool_calls_section_begin\\|>\\s{0,50})?(?:<\\|tool_call_begin\\|>|^)\\s{0,50}(?:functions\\.)?"
                        + NAME + "(?::\\d{1,4})?\\s{0,50}<\\|tool_call_argument_begin\\|>",
                NAMED);
        rule("<\\|tool_call(?:s_section)?_end\\|>", "");
        // DeepSeek
        rule(
                "(?:<｜tool▁calls▁begin｜>\\s{0,50})?<｜tool▁call▁begin｜>\\s{0,50}(?:function<｜tool▁sep｜>)?" + NAME
                        + "\\s{0,50}(?:<｜tool▁sep｜>|```json\\s)",
                NAMED);
        rule("(?:\\s{0,50}```\\s{0,50})?<｜tool▁calls?▁end｜>", "");
        rule("<(/?)｜DSML｜", "<$1");
        // Harmony
        rule(
                "(?:<\\|start\\|>assistant)?<\\|channel\\|>(?:commentary|analysis) to=(?:functions\\.)?" + NAME
                        + "\\s{0,50}(?:<\\|constrain\\|>)?(?:json)?\\s{0,50}<\\|message\\|>",
                NAMED);
        rule(
                "<\\|start\\|>assistant to=(?:functions\\.)?" + NAME
                        + "\\s{0,50}<\\|channel\\|>(?:commentary|analysis)\\s{0,50}(?:<\\|constrain\\|>)?(?:json)?\\s{0,50}<\\|message\\|>",
                NAMED);
        rule("<\\|call\\|>", "");
        // Others put their own tags around JSON or elements.
        rule(
                NOT_QUOTED + "(?:<[a-z_]{1,20}[:_]tool_call>|<\\|tool_call\\|>|<tool_calls>|<TOOLCALL>|\\[TOOL_REQUEST]"
                        + "|<\\|START_ACTION\\|>|\\bfunctools(?=\\[))",
                "\n<tool_call>");
        rule(
                "</[a-z_]{1,20}[:_]tool_call>|<\\|/tool_call\\|>|</tool_calls>|</TOOLCALL>|\\[END_TOOL_REQUEST]|<\\|END_ACTION\\|>",
                "</tool_call>");
    }

    private CallMarkup() {}

    private static void rule(String pattern, String replacement) {
        RULES.add(new Rule(Pattern.compile(pattern), replacement));
    }

    /** Whether the text has such a token outside of quotation marks. */
    static boolean isIn(String text) {
        return TOKEN.matcher(text).find();
    }

    /** The text with the common forms instead of the tokens. */
    static String rewrite(String text) {
        String rewritten = text;
        for (Rule rule : isIn(text) ? RULES : List.<Rule>of()) {
            rewritten = rule.pattern().matcher(rewritten).replaceAll(rule.replacement());
        }
        return rewritten;
    }
}
