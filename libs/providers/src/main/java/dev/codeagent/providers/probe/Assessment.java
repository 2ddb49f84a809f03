package dev.codeagent.providers.probe;

import dev.codeagent.api.provider.ModelAssessment;
import dev.codeagent.api.provider.ModelAssessment.Grade;
import dev.codeagent.api.provider.ModelAssessment.Tools;
import java.util.ArrayList;
import java.util.List;

/** Grades what a probe found by what agents need. */
final class Assessment {
    /** Instructions, tools and one file do not fit into less. */
    private static final int SMALLEST_WINDOW = 4_000;
    /** Below, agents get short instructions and few files. */
    private static final int COMFORTABLE_WINDOW = 16_000;
    /** A change of 50 lines takes more than three minutes below. */
    private static final double SLOW = 4;

    private Assessment() {}

    static ModelAssessment ofEmbedding(String model) {
        return new ModelAssessment(
                model,
                0,
                Tools.NONE,
                false,
                0,
                Grade.UNUSABLE,
                List.of("It makes vectors of texts and answers no messages; name another model."));
    }

    static ModelAssessment of(String model, int window, Tools tools, boolean structuredOutput, double tokensPerSecond) {
        var remarks = new ArrayList<String>();
        Grade grade = Grade.GOOD;
        if (tools == Tools.NONE) {
            grade = Grade.UNUSABLE;
            remarks.add("It called no tool in any way, so that it cannot read or change files; use another model.");
        } else if (tools != Tools.NATIVE) {
            grade = tools == Tools.TEXT ? Grade.POOR : Grade.LIMITED;
            remarks.add("It does not call tools by itself.");
        }
        if (window > 0 && window < SMALLEST_WINDOW) {
            grade = Grade.UNUSABLE;
            remarks.add("Its window of " + window + " tokens is too small for an agent; load it with at least "
                    + COMFORTABLE_WINDOW + ".");
        } else if (window > 0 && window < COMFORTABLE_WINDOW) {
            grade = worse(grade, Grade.LIMITED);
            remarks.add("Its window is small: long tasks lose their oldest results; " + COMFORTABLE_WINDOW
                    + " tokens are enough for most.");
        }
        if (tokensPerSecond > 0 && tokensPerSecond < SLOW) {
            grade = worse(grade, Grade.POOR);
            remarks.add("It is slow: a change of 50 lines takes minutes.");
        }
        return new ModelAssessment(model, window, tools, structuredOutput, tokensPerSecond, grade, remarks);
    }

    private static Grade worse(Grade a, Grade b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
