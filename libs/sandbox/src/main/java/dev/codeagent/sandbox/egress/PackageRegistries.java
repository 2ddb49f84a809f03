package dev.codeagent.sandbox.egress;

import java.util.List;

/** The hosts from which common build tools fetch packages. */
final class PackageRegistries {
    static final List<String> HOSTS = List.of(
            "repo.maven.apache.org",
            "repo1.maven.org",
            "plugins.gradle.org",
            "plugins-artifacts.gradle.org",
            "services.gradle.org",
            "registry.npmjs.org",
            "registry.yarnpkg.com",
            "pypi.org",
            "files.pythonhosted.org",
            "proxy.golang.org",
            "sum.golang.org",
            "index.crates.io",
            "static.crates.io",
            "crates.io",
            "rubygems.org",
            "deb.debian.org",
            "security.debian.org");

    private PackageRegistries() {}
}
