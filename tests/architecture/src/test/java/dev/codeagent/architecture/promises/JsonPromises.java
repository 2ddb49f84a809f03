package dev.codeagent.architecture.promises;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * JSON that code reads and writes without records: for each method that uses JSON, the words in it, which are fields
 * and their values. A line contains no class or method name, so it does not change when code is renamed or moved; two
 * methods with the same words share a line.
 */
record JsonPromises(Product product) {
    private static final String SECTION = "JSON by hand: words that stand together";
    private static final String JSON = "jakarta/json/";
    private static final String JSON_TEXT = "/JsonText;";
    private static final String WORD = "/?[A-Za-z$][A-Za-z0-9_./-]*";

    void addTo(Promises promises) {
        Set<String> holders = product.classes().stream()
                .filter(JsonPromises::holdsJson)
                .map(ClassFile::name)
                .collect(Collectors.toSet());
        product.methods().forEach(code -> words(code, holders).ifPresent(words -> promises.add(SECTION, words)));
    }

    static Optional<String> words(Code code) {
        return words(code, Set.of());
    }

    private static Optional<String> words(Code code, Set<String> holders) {
        if (!code.type().contains(JSON) && !code.calls(call -> touchesJson(call) || holders.contains(call.owner()))) {
            return Optional.empty();
        }
        List<String> words = code.texts().filter(text -> text.matches(WORD)).toList();
        return words.isEmpty() ? Optional.empty() : Optional.of(Promises.words(words));
    }

    /** A class that is created from JSON and reads its fields. */
    private static boolean holdsJson(ClassFile type) {
        return type.methods().stream()
                .anyMatch(code -> code.name().equals("<init>") && code.type().contains(JSON));
    }

    private static boolean touchesJson(Step.Call call) {
        return call.type().contains(JSON)
                || call.type().contains(JSON_TEXT)
                || call.owner().replace('.', '/').startsWith(JSON);
    }
}
