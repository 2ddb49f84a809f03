package dev.codeagent.remotes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Says why git could not work with a server. No text of git or of the server is repeated: a hostile server, which
 * knows the token, could write it there.
 */
final class RemoteErrors {
    /** What git prints in a case, and what that means. */
    private record Case(Pattern pattern, ErrorCode code, String meaning) {}

    private static final List<Case> CASES = List.of(
            of(
                    "\\[remote rejected\\]",
                    ErrorCode.GIT_REMOTE_REFUSED,
                    "the server refuses the branch: a rule protects its name, or the server lacks what it needs, such"
                            + " as objects of Git LFS"),
            of(
                    "\\[rejected\\]",
                    ErrorCode.CONFLICT,
                    "the branch has other commits there, which are never overwritten; delete it on the server, and push"
                            + " again"),
            of(
                    "returned error: 3\\d\\d",
                    ErrorCode.GIT_REMOTE_REFUSED,
                    "the server redirects to another address, which is not followed; open the address in a browser, and"
                            + " use the one that you arrive at"),
            of(
                    "(server certificate verification failed|SSL certificate problem|certificate (?:verify|signer)"
                            + "|gnutls_handshake|SSL_ERROR|SSL: no alternative|subject name|TLS connect error)",
                    ErrorCode.GIT_REMOTE_REFUSED,
                    "the certificate of the server is not trusted; if an authority of your own issued it, name its file"
                            + " in SSL_CERT_FILE in the environment of this server"),
            of(
                    "(Permission denied|Authentication failed|could not read (?:Username|Password)"
                            + "|terminal prompts disabled|returned error: 40[13]|Too many authentication failures"
                            + "|no supported authentication methods)",
                    ErrorCode.GIT_ACCESS_DENIED,
                    "the server does not accept the credentials; check that the token or deploy key is valid and may"
                            + " read this repository"),
            of(
                    "(returned error: 404|Repository not found|[Rr]epository '[^']*' not found"
                            + "|does not appear to be a git repository|not a git repository)",
                    ErrorCode.GIT_ACCESS_DENIED,
                    "the server has no such repository, or the credentials may not see it; check path and access"),
            of(
                    "(?i)couldn't find remote ref",
                    ErrorCode.GIT_REMOTE_REFUSED,
                    "the repository has no such branch any more: it was deleted or renamed; restore it, or add a project of"
                            + " another branch"),
            of(
                    "(?i)(fsck error|fsck: |hasDot|hasDotgit|gitmodules[A-Z]|pathspec.*\\.git|object (?:corrupt|of"
                            + " unexpected))",
                    ErrorCode.GIT_REMOTE_REFUSED,
                    "the repository contains objects that git does not create and that are dangerous, such as a"
                            + " directory named .git; `git fsck --strict` in a clone names them"),
            of(
                    "(?i)(pack exceeds maximum|file size limit exceeded|died of signal 25)",
                    ErrorCode.GIT_REMOTE_REFUSED,
                    "the repository is larger than the configuration key git.maxSize allows"),
            of(
                    "(?i)(out of memory|cannot allocate)",
                    ErrorCode.GIT_REMOTE_REFUSED,
                    "the repository needs more memory than git may use: its objects are too large"),
            of("No space left", ErrorCode.STORAGE_FULL, "the disk of this server is full; free some space"),
            of(
                    "(Could not resolve host|Failed to connect|Couldn't connect|Connection (?:refused|timed out|reset"
                            + "|closed)|timed out|Operation too slow|No route to host|Network is unreachable"
                            + "|Empty reply|kex_exchange_identification|Broken pipe)",
                    ErrorCode.GIT_REMOTE_FAILED,
                    "the server cannot be reached, or closed the connection; try again later, and check host and"
                            + " port"));

    private RemoteErrors() {}

    private static Case of(String pattern, ErrorCode code, String meaning) {
        return new Case(Pattern.compile(pattern), code, meaning);
    }

    /** Whether the key of the SSH server is not one of those that are trusted. */
    static boolean isHostKeyUnknown(RemoteProcess.Result result) {
        return result.error().contains("Host key verification failed")
                || result.error().contains("REMOTE HOST IDENTIFICATION HAS CHANGED");
    }

    static AgentException toException(GitAddress address, RemoteProcess.Result result) {
        // A server with SSH can print these texts too, and so choose a meaning, but it cannot write one.
        String text = result.error()
                .lines()
                .filter(line -> !line.startsWith("remote:") && !line.contains("remote error:"))
                .reduce("", (a, b) -> a + "\n" + b);
        for (Case known : CASES) {
            if (known.pattern().matcher(text).find()) {
                return new AgentException(known.code(), "git server " + address.host() + ": " + known.meaning());
            }
        }
        return new AgentException(
                ErrorCode.GIT_REMOTE_REFUSED,
                "git server " + address.host()
                        + ": its answers are not those of a git server with this repository; check"
                        + " the address with `git ls-remote ADDRESS` on another machine (git ended with "
                        + result.exitCode() + ")");
    }
}
