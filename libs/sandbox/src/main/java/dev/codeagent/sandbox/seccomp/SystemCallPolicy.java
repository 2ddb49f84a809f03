package dev.codeagent.sandbox.seccomp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The system calls that a sandbox may make: those that containers without capabilities may make by default, without
 * io_uring, the key management, userfaultfd, and sockets other than Unix, IP and netlink. Everything else is refused,
 * also calls of newer kernels.
 */
final class SystemCallPolicy {
    static final int EPERM = 1;
    static final int ENOSYS = 38;
    /** The C library reads clone's flags from memory with clone3, where no filter can check them; it uses clone then. */
    static final SystemCall CLONE3 = new SystemCall("clone3", 435, 435);

    private static final int ALL_BITS = 0xFFFFFFFF;
    /** {@code CLONE_NEWNS}, {@code NEWCGROUP}, {@code NEWUTS}, {@code NEWIPC}, {@code NEWUSER}, {@code NEWPID}, {@code NEWNET}. */
    private static final int NAMESPACE_FLAGS = 0x7E020000;

    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;

    /** The calls that are permitted if the bits of their first argument in the mask equal one of the values. */
    static final List<ConditionalCall> CONDITIONAL = List.of(
            new ConditionalCall(new SystemCall("clone", 56, 220), NAMESPACE_FLAGS, List.of(0)),
            // As usual, with the personality of 32-bit systems, and the query of the current one.
            new ConditionalCall(
                    new SystemCall("personality", 135, 92), ALL_BITS, List.of(0, 8, 0x20000, 0x20008, ALL_BITS)),
            new ConditionalCall(
                    new SystemCall("socket", 41, 198), ALL_BITS, List.of(AF_UNIX, AF_INET, AF_INET6, AF_NETLINK)),
            new ConditionalCall(new SystemCall("socketpair", 53, 199), ALL_BITS, List.of(AF_UNIX)));

    private static final String RESOURCE = "/seccomp/allowed.txt";
    private static final int ABSENT = -1;

    private SystemCallPolicy() {}

    /** A system call with its numbers; -1 on an architecture that does not have it. */
    record SystemCall(String name, int x8664, int aarch64) {

        int number(Architecture architecture) {
            return architecture == Architecture.X86_64 ? x8664 : aarch64;
        }

        boolean existsOn(Architecture architecture) {
            return number(architecture) != ABSENT;
        }
    }

    /** A system call that is permitted if {@code argument & mask} is one of the values. */
    record ConditionalCall(SystemCall call, int mask, List<Integer> values) {
        ConditionalCall {
            values = List.copyOf(values);
        }
    }

    /** The calls that are permitted with any arguments. */
    static List<SystemCall> unconditional() {
        try (InputStream in = SystemCallPolicy.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is missing");
            }
            var calls = new ArrayList<SystemCall>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    String[] fields = line.split(" ");
                    calls.add(new SystemCall(fields[0], parseNumber(fields[1]), parseNumber(fields[2])));
                }
            }
            return calls;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int parseNumber(String text) {
        return text.equals("-") ? ABSENT : Integer.parseInt(text);
    }
}
