package dev.codeagent.sandbox.seccomp;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;

/** {@link SystemCallPolicy} as a seccomp profile of Docker. */
public final class SeccompProfile {
    private static final long UNSIGNED = 0xFFFFFFFFL;

    private SeccompProfile() {}

    /** The option of a container, which replaces the engine's own profile. */
    public static String securityOption() {
        return "seccomp=" + json();
    }

    static String json() {
        JsonArrayBuilder names = Json.createArrayBuilder();
        SystemCallPolicy.unconditional().forEach(call -> names.add(call.name()));
        JsonArrayBuilder rules = Json.createArrayBuilder().add(rule("SCMP_ACT_ALLOW", names));
        for (SystemCallPolicy.ConditionalCall conditional : SystemCallPolicy.CONDITIONAL) {
            // Each value is a rule, because the conditions of one rule must all hold.
            for (int value : conditional.values()) {
                rules.add(rule(
                                "SCMP_ACT_ALLOW",
                                Json.createArrayBuilder().add(conditional.call().name()))
                        .add("args", Json.createArrayBuilder().add(condition(conditional.mask(), value))));
            }
        }
        rules.add(rule("SCMP_ACT_ERRNO", Json.createArrayBuilder().add(SystemCallPolicy.CLONE3.name()))
                .add("errnoRet", SystemCallPolicy.ENOSYS));
        return Json.createObjectBuilder()
                .add("defaultAction", "SCMP_ACT_ERRNO")
                .add(
                        "archMap",
                        Json.createArrayBuilder().add(architecture("X86_64")).add(architecture("AARCH64")))
                .add("syscalls", rules)
                .build()
                .toString();
    }

    private static JsonObjectBuilder architecture(String name) {
        return Json.createObjectBuilder()
                .add("architecture", "SCMP_ARCH_" + name)
                .add("subArchitectures", Json.createArrayBuilder());
    }

    private static JsonObjectBuilder rule(String action, JsonArrayBuilder names) {
        return Json.createObjectBuilder().add("names", names).add("action", action);
    }

    private static JsonObjectBuilder condition(int mask, int value) {
        boolean allBits = mask == -1;
        return Json.createObjectBuilder()
                .add("index", 0)
                .add("value", allBits ? value & UNSIGNED : mask & UNSIGNED)
                .add("valueTwo", allBits ? 0 : value & UNSIGNED)
                .add("op", allBits ? "SCMP_CMP_EQ" : "SCMP_CMP_MASKED_EQ");
    }
}
