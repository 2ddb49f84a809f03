package dev.codeagent.policy.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The secrets are made up at run time, so that no scanner of this repository finds one. */
class SecretScannerTest {
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final Random RANDOM = new Random(7);

    private static String random(int length) {
        return random(length, LETTERS);
    }

    private static String random(int length, String alphabet) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static List<String> kinds(String text, String file) {
        return SecretScanner.scan(text, file).stream().map(SecretFinding::kind).toList();
    }

    @Test
    void findsTheUsualKinds() {
        String hex = "0123456789abcdef";
        String upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        for (String[] pair : new String[][] {
            {
                "private-key",
                "-----BEGIN RSA PRIVATE" + " KEY-----\n" + random(64) + "\n" + random(64) + "\n-----END RSA PRIVATE"
                        + " KEY-----"
            },
            {"private-key", "-----BEGIN OPENSSH PRIVATE" + " KEY-----\n" + random(64)},
            {
                "private-key",
                "\"key\": \"-----BEGIN PRIVATE" + " KEY-----\\n" + random(64) + "\\n-----END PRIVATE" + " KEY-----\\n\""
            },
            {"aws-access-key", "id = AKIA" + random(16, upper)},
            {"aws-secret-key", "aws_secret_access_key = " + random(40)},
            {"gcp-api-key", "AIza" + random(35)},
            {"github-token", "token: ghp_" + random(36)},
            {"gitlab-token", "glpat-" + random(20)},
            {"slack-token", "xoxb-" + random(12, "0123456789") + "-" + random(24)},
            {"stripe-key", "sk_live_" + random(24)},
            {"sendgrid-key", "SG." + random(22) + "." + random(43)},
            {"openai-key", "sk-proj-" + random(60)},
            {"anthropic-key", "sk-ant-api03-" + random(93)},
            {"huggingface-token", "hf_" + random(34)},
            {"npm-token", "npm_" + random(36)},
            {"pypi-token", "pypi-AgE" + random(80)},
            {"vault-token", "hvs." + random(40)},
            {"digitalocean-token", "dop_v1_" + random(64, hex)},
            {"json-web-token", "eyJ" + random(30) + ".eyJ" + random(60) + "." + random(43)},
            {"npmrc-token", "//registry.npmjs.org/:_authToken=" + random(30)},
            {"netrc-password", "machine example.org login me password " + random(12)},
            {"url-password", "DATABASE_URL=postgres://app:" + random(12) + "@db:5432/app"},
            {"authorization-header", "curl -H 'Authorization: Bearer " + random(40) + "'"},
            {"azure-storage-key", "AccountName=x;AccountKey=" + random(86) + "=="},
            {"assigned-secret", "DB_PASSWORD=" + random(16)},
            {"assigned-secret", "  password: \"" + random(16) + "\""},
            {"assigned-secret", "  api_key: " + random(24)},
            {"assigned-secret", "const clientSecret = '" + random(24) + "';"}
        }) {
            String text = "first line\nsecond line\n" + pair[1] + "\nlast line\n";
            List<SecretFinding> findings = SecretScanner.scan(text, "src/x.txt");

            assertThat(findings).as(pair[1]).extracting(SecretFinding::kind).contains(pair[0]);
            assertThat(findings.getFirst().line()).isEqualTo(3);
            String redacted = SecretScanner.redact(text, findings);
            assertThat(redacted)
                    .contains("[withheld: ")
                    .startsWith("first line\n")
                    .endsWith("last line\n".substring(9));
            assertThat(SecretScanner.scan(redacted, "src/x.txt")).as(redacted).isEmpty();
        }
    }

    @Test
    void treatsFilesOfVariablesMoreStrictly() {
        assertThat(kinds("DB_PASSWORD=hunter2x\n", ".env")).containsExactly("assigned-secret");
        assertThat(kinds("DB_PASSWORD=hunter2x\n", "config/.env.production")).containsExactly("assigned-secret");
        assertThat(kinds("DB_PASSWORD=hunter2x\n", ".env.example")).isEmpty();
        assertThat(kinds("DB_PASSWORD=changeme\nTOKEN=${TOKEN}\nSECRET=\nPORT=8080\n", ".env"))
                .isEmpty();
    }

    @Test
    void findsNothingInOrdinaryText() {
        for (String text : List.of(
                "String password = request.getParameter(\"password\");",
                "token = self.get_token2()",
                "password: string;",
                "if (token == null) throw new IllegalStateException(\"the token is missing\");",
                "export const API_KEY = process.env.API_KEY;",
                "apiKey: ${{ secrets.API_KEY }}",
                "\"js-tokens\": \"^4.0.0 || ^5.0.0\",",
                "PASSWORD=your-password-here",
                "the secret: keep it simple",
                "passwordEncoder = new BCryptPasswordEncoder();",
                "jdbc:postgresql://localhost:5432/app",
                "http://localhost:8080/a@b",
                "\"integrity\": \"sha512-" + random(86) + "==\",",
                "sha256:" + random(64, "0123456789abcdef"),
                "commit " + random(40, "0123456789abcdef"),
                "-----BEGIN CERTIFICATE-----\n" + random(64) + "\n-----END CERTIFICATE-----",
                "-----BEGIN PUBLIC KEY-----\n" + random(64))) {
            assertThat(kinds(text, "src/x.txt")).as(text).isEmpty();
        }
    }

    @Test
    void findsNothingInTheSourcesOfThisProject() throws IOException {
        var found = new ArrayList<String>();
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("CONTRIBUTING.md"))) {
            root = root.getParent();
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                boolean source = name.matches(
                                "(?:demo|libs|executor|ejb-module|docs|config|ear)/.*|[^/]*\\.(?:xml|md|yml)")
                        && name.matches(".*\\.(?:java|py|ts|js|json|xml|md|yml|yaml|toml|txt|lock|properties|sh)")
                        && !name.contains("/target/")
                        && !name.contains("/src/test/");
                if (source) {
                    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                    SecretScanner.scan(text, name).forEach(f -> found.add(name + ":" + f.line() + " " + f.kind()));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void findsNothingInLockFiles() {
        String hex = "0123456789abcdef";
        var npm = new StringBuilder("{\"lockfileVersion\": 3, \"packages\": {\n");
        var cargo = new StringBuilder();
        var go = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            npm.append("\"node_modules/js-tokens-")
                    .append(i)
                    .append("\": {\"version\": \"4.0.")
                    .append(i)
                    .append(
                            "\", \"resolved\": \"https://registry.npmjs.org/js-tokens/-/js-tokens-4.0.0.tgz\",\n  \"integrity\": \"sha512-")
                    .append(random(86))
                    .append("==\"},\n");
            cargo.append("[[package]]\nname = \"secret-service-")
                    .append(i)
                    .append("\"\nversion = \"0.1.0\"\nchecksum = \"")
                    .append(random(64, hex))
                    .append("\"\n");
            go.append("github.com/x/oauth-token v1.2.")
                    .append(i)
                    .append(" h1:")
                    .append(random(43))
                    .append("=\n");
        }
        assertThat(kinds(npm.toString(), "package-lock.json")).isEmpty();
        assertThat(kinds(cargo.toString(), "Cargo.lock")).isEmpty();
        assertThat(kinds(go.toString(), "go.sum")).isEmpty();
    }

    @Test
    void scansEveryTextInLinearTime() {
        for (String part : List.of(
                "a",
                "password=",
                "://",
                "eyJ",
                "token: ",
                "-----BEGIN PRIVATE",
                "machine x login ",
                "a\n",
                "_auth=",
                "SG.")) {
            String text = part.repeat(2_000_000 / part.length());
            long start = System.nanoTime();
            SecretScanner.scan(text, ".env");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(part).isLessThan(Duration.ofSeconds(6));
        }
    }
}
