package dev.codeagent.architecture.promises;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A method and its steps. */
record Code(String name, String type, List<Step> steps) {
    Stream<String> texts() {
        return only(Step.Text.class).map(Step.Text::text);
    }

    Stream<Step.Call> calls() {
        return only(Step.Call.class);
    }

    <S extends Step> Stream<S> only(Class<S> kind) {
        return steps.stream().filter(kind::isInstance).map(kind::cast);
    }

    boolean calls(Predicate<Step.Call> which) {
        return calls().anyMatch(which);
    }

    /** The strings that are loaded at most {@code distance} steps before a call. */
    List<String> textsBefore(Predicate<Step.Call> which, int distance) {
        var found = new ArrayList<String>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Call call && which.test(call)) {
                for (Step before : steps.subList(Math.max(0, i - distance), i)) {
                    if (before instanceof Step.Text text) {
                        found.add(text.text());
                    }
                }
            }
        }
        return found;
    }
}
