package dev.codeagent.bench.crash;

import dev.codeagent.bench.harness.GitRepository;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * The result of a run on its branch.
 *
 * @param files {@code git ls-tree} lines of all files except the effects file
 * @param effects the lines of the effects file
 */
record BranchTree(List<String> files, List<String> effects) {

    static BranchTree read(GitRepository repository, String run) throws IOException, InterruptedException {
        String branch = "codeagent/" + run;
        Predicate<String> counts = line -> line.endsWith("\t" + EffectScript.EFFECTS_FILE);
        List<String> all = repository.git("ls-tree", "-r", branch).lines().toList();
        List<String> effects = all.stream().anyMatch(counts)
                ? repository
                        .git("show", branch + ":" + EffectScript.EFFECTS_FILE)
                        .lines()
                        .toList()
                : List.of();
        return new BranchTree(all.stream().filter(counts.negate()).toList(), effects);
    }

    long countEffect(String effect) {
        return effects.stream().filter(effect::equals).count();
    }
}
