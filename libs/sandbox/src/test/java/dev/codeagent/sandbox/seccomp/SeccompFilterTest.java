package dev.codeagent.sandbox.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeccompFilterTest {
    private static final int ALLOW = 0x7FFF0000;
    private static final int EPERM = 0x00050001;
    private static final int ENOSYS = 0x00050026;
    private static final int X86_64 = 0xC000003E;
    private static final int I386 = 0x40000003;
    private static final int AARCH64 = 0xC00000B7;

    /** Interprets the program like the kernel. */
    private static int evaluate(String osArch, int architecture, int number, long firstArgument) {
        ByteBuffer program =
                ByteBuffer.wrap(SeccompFilter.assemble(osArch).orElseThrow()).order(ByteOrder.nativeOrder());
        Map<Integer, Integer> data = Map.of(0, number, 4, architecture, 16, (int) firstArgument);
        int accumulator = 0;
        for (int position = 0; ; position++) {
            short code = program.getShort(position * 8);
            int ifTrue = program.get(position * 8 + 2) & 0xff;
            int ifFalse = program.get(position * 8 + 3) & 0xff;
            int operand = program.getInt(position * 8 + 4);
            switch (code) {
                case 0x20 -> accumulator = data.get(operand);
                case 0x54 -> accumulator &= operand;
                case 0x15 -> position += accumulator == operand ? ifTrue : ifFalse;
                case 0x35 -> position += Integer.compareUnsigned(accumulator, operand) >= 0 ? ifTrue : ifFalse;
                case 0x06 -> {
                    return operand;
                }
                default -> throw new AssertionError("instruction " + code);
            }
        }
    }

    private static int onX8664(int number, long firstArgument) {
        return evaluate("amd64", X86_64, number, firstArgument);
    }

    @Test
    void permitsWhatBuildsNeed() {
        for (int number : List.of(0, 1, 2, 9, 57, 58, 59, 61, 101, 202, 257, 318, 332, 437, 439, 462)) {
            assertThat(onX8664(number, 0)).as("system call %s", number).isEqualTo(ALLOW);
        }
        for (int number : List.of(56, 57, 63, 64, 117, 221, 222, 260, 437, 462)) {
            assertThat(evaluate("aarch64", AARCH64, number, 0))
                    .as("system call %s", number)
                    .isEqualTo(ALLOW);
        }
    }

    @Test
    void refusesWhatReachesTheKernelOrItsKeys() {
        Map<String, List<Integer>> refused = Map.of(
                "keys", List.of(248, 249, 250),
                "io_uring", List.of(425, 426, 427),
                "userfaultfd, bpf, perf", List.of(323, 321, 298),
                "mounts", List.of(165, 166, 155, 161, 428, 429, 430, 431, 432, 433, 442),
                "namespaces", List.of(272, 308),
                "handles and descriptors of others", List.of(303, 304, 438),
                "modules and kexec", List.of(175, 313, 246, 320));
        refused.forEach((what, numbers) -> assertThat(numbers)
                .as(what)
                .allSatisfy(number -> assertThat(onX8664(number, 0)).isEqualTo(EPERM)));
        assertThat(List.of(217, 218, 219, 280, 282, 425, 427))
                .allSatisfy(number ->
                        assertThat(evaluate("aarch64", AARCH64, number, 0)).isEqualTo(EPERM));
    }

    @Test
    void checksTheArgumentsOfSomeCalls() {
        int sigchld = 17;
        assertThat(onX8664(56, sigchld)).isEqualTo(ALLOW);
        assertThat(onX8664(56, 0x10000000 | sigchld)).as("a user namespace").isEqualTo(EPERM);
        assertThat(evaluate("aarch64", AARCH64, 220, 0x20000))
                .as("a mount namespace")
                .isEqualTo(EPERM);
        for (int family : List.of(1, 2, 10, 16)) {
            assertThat(onX8664(41, family)).isEqualTo(ALLOW);
        }
        for (int family : List.of(17, 29, 31, 38, 40, 44)) {
            assertThat(onX8664(41, family)).as("socket family %s", family).isEqualTo(EPERM);
        }
        assertThat(onX8664(53, 1)).isEqualTo(ALLOW);
        assertThat(onX8664(53, 30)).isEqualTo(EPERM);
        assertThat(onX8664(135, 0xFFFFFFFFL)).isEqualTo(ALLOW);
        assertThat(onX8664(135, 0x0400000)).isEqualTo(EPERM);
    }

    @Test
    void reportsUnknownCallsAndOtherAbisAsMissing() {
        assertThat(onX8664(435, 0)).as("clone3").isEqualTo(ENOSYS);
        assertThat(onX8664(463, 0)).as("a call of a newer kernel").isEqualTo(ENOSYS);
        assertThat(onX8664(0x40000000, 0)).as("x32").isEqualTo(ENOSYS);
        assertThat(onX8664(-1, 0)).isEqualTo(ENOSYS);
        assertThat(evaluate("amd64", I386, 3, 0)).as("a 32-bit program").isEqualTo(ENOSYS);
    }

    @Test
    void writesTheSamePolicyAsAProfileOfDocker() {
        JsonObject profile =
                Json.createReader(new StringReader(SeccompProfile.json())).readObject();
        List<String> permitted = profile.getJsonArray("syscalls").getValuesAs(JsonObject.class).stream()
                .filter(rule -> rule.getString("action").equals("SCMP_ACT_ALLOW"))
                .flatMap(rule -> rule.getJsonArray("names").getValuesAs(JsonString::getString).stream())
                .toList();

        assertThat(profile.getString("defaultAction")).isEqualTo("SCMP_ACT_ERRNO");
        assertThat(permitted)
                .contains("read", "clone", "socket", "execve")
                .doesNotContain("io_uring_setup", "keyctl", "userfaultfd", "unshare", "mount", "bpf", "clone3");
    }
}
