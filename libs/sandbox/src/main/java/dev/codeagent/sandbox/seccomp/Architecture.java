package dev.codeagent.sandbox.seccomp;

import java.util.Optional;

/** A processor architecture whose system call numbers are known. */
enum Architecture {
    X86_64("amd64", 0xC000003E),
    AARCH64("aarch64", 0xC00000B7);

    private final String javaName;
    private final int auditValue;

    Architecture(String javaName, int auditValue) {
        this.javaName = javaName;
        this.auditValue = auditValue;
    }

    /** The value of {@code os.arch}. */
    static Optional<Architecture> of(String osArch) {
        for (Architecture architecture : values()) {
            if (architecture.javaName.equals(osArch)) {
                return Optional.of(architecture);
            }
        }
        return Optional.empty();
    }

    /** Its {@code AUDIT_ARCH_…} constant in {@code linux/audit.h}. */
    int auditValue() {
        return auditValue;
    }
}
