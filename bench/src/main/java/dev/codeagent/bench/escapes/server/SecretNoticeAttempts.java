package dev.codeagent.bench.escapes.server;

import dev.codeagent.policy.Policy;
import dev.codeagent.policy.PolicyAction;
import dev.codeagent.policy.PolicyContext;
import dev.codeagent.policy.PolicyJson;
import dev.codeagent.policy.ToolCallParser;
import dev.codeagent.policy.secret.SecretFinding;
import dev.codeagent.policy.secret.SecretScanner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** A secret of a workspace goes to a model although a rule denies it, or without a notice. */
final class SecretNoticeAttempts {
    private static final String FILL = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6a7B8c9D0";

    private SecretNoticeAttempts() {}

    private record Secret(String file, String before, String secret, String after) {
        String text() {
            return before + secret + after;
        }
    }

    static List<ServerAttempt> all() {
        var secrets = new LinkedHashMap<String, Secret>();
        secrets.put("env-file", new Secret(".env", "PORT=80\nDB_PASSWORD=", "hunter2x", "\nDEBUG=1\n"));
        secrets.put(
                "private-key",
                new Secret(
                        "deploy",
                        "-----BEGIN OPENSSH PRIVATE" + " KEY-----\n",
                        FILL + "\n" + FILL,
                        "\n-----END OPENSSH PRIVATE" + " KEY-----\n"));
        secrets.put(
                "numbered-key",
                new Secret(
                        "deploy",
                        "     1\t-----BEGIN PRIVATE" + " KEY-----\n     2\t",
                        FILL,
                        "\n     3\t" + FILL + "\n"));
        secrets.put(
                "json-key",
                new Secret(
                        "account.json",
                        "{\"private_key\": \"-----BEGIN PRIVATE" + " KEY-----\\n",
                        FILL,
                        "\\n-----END PRIVATE" + " KEY-----\\n\"}"));
        secrets.put(
                "github",
                new Secret("a.sh", "git clone https://x:", "ghp_" + FILL.substring(0, 36), "@github.com/a/b"));
        secrets.put("aws", new Secret("config", "aws_secret_access_key = ", FILL.substring(0, 40), "\n"));
        secrets.put("url", new Secret("app.yml", "url: postgres://app:", FILL.substring(0, 14), "@db/app\n"));
        secrets.put("header", new Secret("a.http", "Authorization: Bearer ", FILL, "\n"));
        secrets.put("yaml", new Secret("values.yaml", "  apiKey: ", FILL.substring(0, 24), "\n"));
        secrets.put("search-result", new Secret("", "src/a.properties:3: db.password=", FILL.substring(0, 16), "\n"));
        var attempts = new ArrayList<ServerAttempt>();
        secrets.forEach((name, secret) -> attempts.add(ServerAttempt.of(
                "secret-notice/" + name,
                "sends a secret of the workspace to a model although a rule denies it",
                target -> send(secret, "{\"rules\": [{\"outcome\": \"deny\", \"secret\": \"*\"}]}"),
                target -> send(secret, "{\"rules\": []}"))));
        return attempts;
    }

    private static Optional<String> send(Secret secret, String rules) {
        var policy = new Policy(List.of(PolicyJson.readOrDenyAll("project", rules)));
        var request = ToolCallParser.parse("read_file", "{\"path\": \"x\"}");
        List<SecretFinding> denied = SecretScanner.scan(secret.text(), secret.file()).stream()
                .filter(f -> policy.decideSecret(request, PolicyContext.forIsolatedRun(), f.kind())
                                .action()
                        == PolicyAction.DENY)
                .toList();
        String sent = SecretScanner.redact(secret.text(), denied);
        return sent.contains(secret.secret()) ? Optional.of("the model gets it") : Optional.empty();
    }
}
