package dev.codeagent.sandbox.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The filter program (classic BPF, seccomp(2)) that enforces {@link SystemCallPolicy} for one architecture. It refuses
 * the calls of other architectures that the processor supports: their numbers mean other calls.
 */
public final class SeccompFilter {
    // Instructions of linux/bpf_common.h.
    private static final short LOAD_WORD = 0x20;
    private static final short AND = 0x54;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short JUMP_IF_AT_LEAST = 0x35;
    private static final short RETURN = 0x06;

    // Offsets in struct seccomp_data. The low half of an argument comes first, and the kernel ignores the other.
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;

    private static final int ALLOW = 0x7FFF0000;
    private static final int ERROR = 0x00050000;
    /** Numbers from here on are calls of the x32 ABI, which shares the architecture value with x86_64. */
    private static final int X32_BIT = 0x40000000;

    private static final int INSTRUCTION_BYTES = 8;

    private final List<Instruction> program = new ArrayList<>();

    private SeccompFilter() {}

    /** @param ifTrue how many instructions a jump skips if its condition holds; {@code ifFalse}: otherwise */
    private record Instruction(short code, int ifTrue, int ifFalse, int operand) {}

    /** Permitted numbers without a gap. */
    private record Range(int first, int last) {}

    /** The program for a value of {@code os.arch}, as bubblewrap reads it; empty if the architecture is not known. */
    public static Optional<byte[]> assemble(String osArch) {
        return Architecture.of(osArch).map(architecture -> new SeccompFilter().build(architecture));
    }

    private byte[] build(Architecture architecture) {
        add(LOAD_WORD, ARCHITECTURE);
        addJump(JUMP_IF_EQUAL, 1, 0, architecture.auditValue());
        add(RETURN, ERROR | SystemCallPolicy.ENOSYS);
        add(LOAD_WORD, NUMBER);
        if (architecture == Architecture.X86_64) {
            addJump(JUMP_IF_AT_LEAST, 0, 1, X32_BIT);
            add(RETURN, ERROR | SystemCallPolicy.ENOSYS);
        }
        addJump(JUMP_IF_EQUAL, 0, 1, SystemCallPolicy.CLONE3.number(architecture));
        add(RETURN, ERROR | SystemCallPolicy.ENOSYS);
        for (SystemCallPolicy.ConditionalCall conditional : SystemCallPolicy.CONDITIONAL) {
            addConditional(conditional, architecture);
        }
        List<Range> ranges = allowedRanges(architecture);
        for (Range range : ranges) {
            addJump(JUMP_IF_AT_LEAST, 3, 0, range.last() + 1);
            addJump(JUMP_IF_AT_LEAST, 0, 1, range.first());
            add(RETURN, ALLOW);
            add(RETURN, ERROR | SystemCallPolicy.EPERM);
        }
        add(RETURN, ERROR | SystemCallPolicy.ENOSYS);
        return encode();
    }

    private void addConditional(SystemCallPolicy.ConditionalCall conditional, Architecture architecture) {
        int values = conditional.values().size();
        addJump(JUMP_IF_EQUAL, 0, values + 4, conditional.call().number(architecture));
        add(LOAD_WORD, FIRST_ARGUMENT);
        add(AND, conditional.mask());
        for (int i = 0; i < values; i++) {
            addJump(JUMP_IF_EQUAL, values - i, 0, conditional.values().get(i));
        }
        add(RETURN, ERROR | SystemCallPolicy.EPERM);
        add(RETURN, ALLOW);
    }

    private static List<Range> allowedRanges(Architecture architecture) {
        var ranges = new ArrayList<Range>();
        SystemCallPolicy.unconditional().stream()
                .filter(call -> call.existsOn(architecture))
                .mapToInt(call -> call.number(architecture))
                .sorted()
                .forEach(number -> {
                    if (!ranges.isEmpty() && ranges.getLast().last() == number - 1) {
                        ranges.set(ranges.size() - 1, new Range(ranges.getLast().first(), number));
                    } else {
                        ranges.add(new Range(number, number));
                    }
                });
        return ranges;
    }

    private void add(short code, int operand) {
        addJump(code, 0, 0, operand);
    }

    private void addJump(short code, int ifTrue, int ifFalse, int operand) {
        program.add(new Instruction(code, ifTrue, ifFalse, operand));
    }

    private byte[] encode() {
        var bytes = ByteBuffer.allocate(program.size() * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
        for (Instruction instruction : program) {
            bytes.putShort(instruction.code())
                    .put((byte) instruction.ifTrue())
                    .put((byte) instruction.ifFalse())
                    .putInt(instruction.operand());
        }
        return bytes.array();
    }
}
