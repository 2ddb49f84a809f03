package dev.codeagent.remotes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and branches that git gets, and those that it never gets. */
class GitAddressTest {

    @ParameterizedTest
    @CsvSource({
        "https://git.example.org/team/app.git,   false, git.example.org, 443,  app",
        "https://git.example.org:8443/app,       false, git.example.org, 8443, app",
        "HTTPS://Git.Example.org/app/,           false, git.example.org, 443,  app",
        "https://[2001:db8::1]/app.git,          false, 2001:db8::1,     443,  app",
        "ssh://git@git.example.org/team/app.git, true,  git.example.org, 22,   app",
        "ssh://git.example.org:2222/~me/app,     true,  git.example.org, 2222, app",
        "git@git.example.org:team/app.git,       true,  git.example.org, 22,   app",
        "git.example.org:app,                    true,  git.example.org, 22,   app",
        "https://git.example.org/größe/.git,     false, git.example.org, 443,  .git",
    })
    void acceptsHttpsAndSsh(String text, boolean ssh, String host, int port, String name) {
        GitAddress address = GitAddress.parse(text);

        assertThat(address.isSsh()).isEqualTo(ssh);
        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.repositoryName()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS://Git.Example.org/Team/app.git/,       https://git.example.org/Team/app.git",
        "https://git.example.org:443/app,             https://git.example.org/app",
        "https://git.example.org:0443//app//,         https://git.example.org//app",
        "https://git.example.org:8443/app,            https://git.example.org:8443/app",
        "https://[2001:DB8::1]:443/app/,              https://[2001:db8::1]/app",
        "ssh://Git@GIT.example.org:22/app.git/,       ssh://Git@git.example.org/app.git",
        "ssh://git@git.example.org:2222/22/,          ssh://git@git.example.org:2222/22",
        "Git@Git.Example.org:Team/app/,               Git@git.example.org:Team/app",
        "git.example.org:22/app,                      git.example.org:22/app",
        "https://git.example.org/app,                 https://git.example.org/app",
    })
    void addressesOfOneRepositoryHaveOneText(String given, String text) {
        // In the short form of SSH, what follows the colon is a path and no port.
        assertThat(GitAddress.parse(given).text()).isEqualTo(text);
        assertThat(GitAddress.parse(text)).isEqualTo(GitAddress.parse(given));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://git.example.org/../app", "https://git.example.org/team/./app/", "https://a/b/.."})
    void refusesAPathThatIsWrittenWithDots(String text) {
        assertThatThrownBy(() -> GitAddress.parse(text)).hasMessageContaining("'.' or '..'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app",
                "/srv/git/app.git",
                "../app",
                "C:\\src\\app",
                "file:///srv/git/app.git",
                "http://git.example.org/app",
                "git://git.example.org/app",
                "ftp://git.example.org/app",
                "ext::sh -c touch% /tmp/x",
                "ext::sh",
                "fd::17",
                "https::https://git.example.org/app",
                "ssh://-oProxyCommand=touch/app",
                "ssh://git@-oProxyCommand=touch/app",
                "-oProxyCommand=touch:app",
                "--upload-pack=touch",
                "git@-oProxyCommand:app",
                "-u@git.example.org:app",
                "git.example.org:-app",
                "ssh://git.example.org/-app",
                "https://git.example.org/app;touch",
                "https://git.example.org/$(touch)",
                "ssh://git.example.org/app'touch'",
                "git.example.org:`touch`",
                "https://git.example.org/a\nb",
                "https://git.example.org/a b",
                "https://git.example.org/app#main",
                "https://git.example.org/app?x=y",
                "https://git.example.org:0/app",
                "https://git.example.org:99999/app",
                "https://git.example.org",
                "https:///app",
                "https://169.254.169.254\\@git.example.org/app",
                "https://0177.0.0.1:18599/o/r.git",
                "https://00177.0.0.01/o/r.git",
                "https://012.1.2.3/o/r.git",
                "https://192.0250.1.1/o/r.git",
                "https://127.1/o/r.git",
                "https://2130706433/o/r.git",
                "https://0x7f000001/o/r.git",
                "https://0x7f.0.0.1/o/r.git",
                "https://127.0.0.1./o/r.git",
                "https://git.example.org./o/r.git",
                "https://[::ffff:0177.0.0.1]/o/r.git",
                "ssh://git@0177.0.0.1/o/r.git",
                "git@0177.0.0.1:o/r.git",
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> GitAddress.parse(text))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.field()).isEqualTo("address"))
                .hasMessageContaining("'address'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:s3cr3t@git.example.org/app",
                "https://s3cr3t@git.example.org/app",
                "ssh://git:s3cr3t@git.example.org/app",
                "http://me:s3cr3t@git.example.org/app",
                "ext::s3cr3t",
            })
    void doesNotRepeatAPasswordOfAnAddress(String text) {
        assertThatThrownBy(() -> GitAddress.parse(text)).message().doesNotContain("s3cr3t");
    }

    @Test
    void namesTheSchemeThatIsNotAllowed() {
        assertThatThrownBy(() -> GitAddress.parse("ext::sh -c x"))
                .hasMessageContaining("'ext'")
                .hasMessageContaining("https://HOST/PATH");
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "release/1.0", "größe", "a-b_c", "feature/#12", "x@y", "dependabot/npm/a=b,c"})
    void acceptsNamesOfBranches(String name) {
        assertThat(new BranchName(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "-x", "--upload-pack=x", "HEAD", "@", "a..b", "a//b", "/a", "a/", ".a", "a/.b", "a.lock",
                        "a.lock/b",
                "a.", "a b", "a\tb", "a\nb", "a\u0000b", "a~1", "a^", "a:b", "a?", "a*", "a[b", "a\\b", "a@{1}",
                "refs/heads/main", "a\u202eb", "a\u007f",
            })
    void refusesOtherNamesOfBranches(String name) {
        assertThatThrownBy(() -> new BranchName(name)).hasMessageContaining("'branch'");
    }
}
