package dev.codeagent.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Options of programs that mean the same, so that a rule about one of them matches the others. */
final class OptionSynonyms {
    /** Each group is separated by a comma. */
    private static final Map<String, List<List<String>>> GROUPS = Map.ofEntries(
            entry("rm", "-r -R --recursive, -f --force, -i --interactive, --no-preserve-root"),
            entry("cp", "-r -R --recursive -a --archive, -f --force, -l --link, -s --symbolic-link"),
            entry("mv", "-f --force"),
            entry("ln", "-f --force, -s --symbolic"),
            entry("chmod", "-R --recursive"),
            entry("chown", "-R --recursive"),
            entry("chgrp", "-R --recursive"),
            entry("grep", "-r -R --recursive --dereference-recursive"),
            entry("git", "-f --force --force-with-lease, -D --delete -d, -a --all, -u --set-upstream"),
            entry("docker", "-f --force, -v --volume --mount, -p --publish, -e --env, --net --network"),
            entry("podman", "-f --force, -v --volume --mount, -p --publish, -e --env, --net --network"),
            entry("npm", "-g --global --location, -f --force"),
            entry("pip", "-U --upgrade, -e --editable, -i --index-url"),
            entry("pip3", "-U --upgrade, -e --editable, -i --index-url"),
            entry("apt", "-y --yes --assume-yes"),
            entry("apt-get", "-y --yes --assume-yes"),
            entry(
                    "curl",
                    "-d --data --data-raw --data-binary --data-urlencode --json, -T --upload-file, -F --form"
                            + ", -X --request, -k --insecure, -o -O --output --remote-name, -x --proxy, -K --config"),
            entry("wget", "-O --output-document, --post-data --post-file --body-data --body-file, -i --input-file"),
            entry("kill", "-9 -KILL -SIGKILL"),
            entry("tar", "-x --extract --get, -c --create, -I --use-compress-program, -P --absolute-names"),
            entry("rsync", "-e --rsh, --delete --del --delete-before --delete-after --delete-during"),
            entry("shred", "-u --remove"),
            entry("sed", "-i --in-place, -e --expression"),
            entry("useradd", "-o --non-unique"),
            entry("make", "-f --file --makefile, -C --directory"),
            entry("mvn", "-f --file, -s --settings, -D --define"),
            entry("kubectl", "-f --filename, -n --namespace, -A --all-namespaces"));

    private OptionSynonyms() {}

    private static Map.Entry<String, List<List<String>>> entry(String program, String groups) {
        return Map.entry(
                program,
                Arrays.stream(groups.split(","))
                        .map(group -> List.of(group.strip().split(" ")))
                        .collect(Collectors.toList()));
    }

    /** Returns the option and all others that mean the same. */
    static List<String> of(String program, String option) {
        return GROUPS.getOrDefault(program, List.of()).stream()
                .filter(group -> group.contains(option))
                .findFirst()
                .orElse(List.of(option));
    }
}
