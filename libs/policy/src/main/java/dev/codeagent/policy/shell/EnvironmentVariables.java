package dev.codeagent.policy.shell;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which environment variables make programs run other code, by their names and the values that do no harm. */
public final class EnvironmentVariables {
    /** What setting a variable does to the programs that receive it. */
    enum Effect {
        /** No program runs other code because of it. */
        PLAIN,
        /** Its value is a command. */
        COMMAND,
        /** Programs load or run code that is not visible here. */
        OPAQUE
    }

    /** {@code *} at the end or at the start of a name stands for any text. */
    private static final List<String> HARMLESS = names("""
            GIT_AUTHOR_* GIT_COMMITTER_* GIT_TERMINAL_PROMPT GIT_OPTIONAL_LOCKS GIT_MERGE_AUTOEDIT GIT_LITERAL_PATHSPECS
            GIT_FLUSH GIT_CEILING_DIRECTORIES GIT_DISCOVERY_ACROSS_FILESYSTEM GIT_LFS_SKIP_SMUDGE
            PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE PYTHONIOENCODING PYTHONHASHSEED PYTHONUTF8 PYTHONNOUSERSITE
            PYTHONFAULTHANDLER PYTHONOPTIMIZE PYTHONTRACEMALLOC PYTHONDEVMODE PYTHON_VERSION
            NODE_ENV NODE_NO_WARNINGS NODE_DISABLE_COLORS NODE_DEBUG NODE_TEST_CONTEXT NODE_PENDING_DEPRECATION
            NPM_CONFIG_LOGLEVEL npm_config_loglevel npm_config_yes NPM_CONFIG_YES NPM_CONFIG_COLOR npm_config_color
            npm_config_offline NPM_CONFIG_OFFLINE NPM_CONFIG_AUDIT npm_config_audit NPM_CONFIG_FUND npm_config_fund
            CARGO_TERM_* CARGO_INCREMENTAL CARGO_NET_OFFLINE CARGO_TARGET_DIR CARGO_PROFILE_*
            DOCKER_BUILDKIT DOCKER_CLI_HINTS LESSCHARSET PERL_BADLANG PERL_HASH_SEED RUBY_YJIT_ENABLE MAKE_TERMOUT
            """);

    private static final List<String> COMMANDS = names("""
            PAGER *_PAGER MANPAGER EDITOR *_EDITOR VISUAL FCEDIT *_COMMAND PROMPT_COMMAND GIT_SSH GIT_EXTERNAL_DIFF *_ASKPASS
            *_RSH LESSOPEN LESSCLOSE BROWSER CC CXX CPP LD AR AS MAKE SHELL RUSTC RUSTDOC RUSTC_WRAPPER *_WRAPPER *_LAUNCHER
            *_RUNNER *_LINKER PKG_CONFIG SVN_SSH HGEDITOR HGMERGE TERMINAL CROSS_COMPILE NPM_CONFIG_SCRIPT_SHELL
            npm_config_script_shell
            """);

    private static final List<String> OPAQUE = names("""
            PATH LD_* DYLD_* BASH_* ENV SHELLOPTS BASHOPTS PS0 PS1 PS2 PS4 ZDOTDIR HOME XDG_CONFIG_HOME XDG_CONFIG_DIRS
            XDG_DATA_HOME INPUTRC GIT_* JAVA_HOME JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS JAVA_OPTS CLASSPATH *_OPTS
            MAVEN_* M2_HOME M2_* GRADLE_* KOTLIN_HOME GROOVY_HOME SCALA_HOME ANT_HOME ANT_ARGS
            NODE_* NPM_* npm_* YARN_* PNPM_* BUN_* DENO_* PYTHON* PYTEST_* COVERAGE_PROCESS_START PIP_CONFIG_FILE
            PERL* RUBY* GEM_* BUNDLE_* RAKEOPT PHPRC PHP_INI_SCAN_DIR LUA_INIT* LUA_PATH* LUA_CPATH* R_PROFILE* R_ENVIRON*
            R_LIBS* TCLLIBPATH JULIA_* ERL_* ELIXIR_* GUILE_* EMACSLOADPATH
            CARGO_* RUSTUP_* RUSTFLAGS RUSTDOCFLAGS GOFLAGS GOROOT GOENV GOTOOLDIR GOTOOLCHAIN GCC_EXEC_PREFIX COMPILER_PATH
            CFLAGS CXXFLAGS CPPFLAGS LDFLAGS MAKEFLAGS MAKEFILES GNUMAKEFLAGS MFLAGS CMAKE_TOOLCHAIN_FILE CMAKE_PREFIX_PATH
            LESS LESSKEY* MORE MANOPT MANROFFOPT VIMINIT EXINIT GVIMINIT MYVIMRC VIM VIMRUNTIME SCREENRC TAR_OPTIONS
            TAPE RSYNC_* ZIPOPT UNZIP GZIP XZ_OPT GREP_OPTIONS CURL_HOME WGETRC SSH_* SUDO_* DOCKER_* KUBECONFIG AWS_CONFIG_FILE
            AWS_SHARED_CREDENTIALS_FILE OPENSSL_* GCONV_PATH LOCPATH NSS_* GTK_* QT_* GIO_* DOTNET_* CORECLR_* COMPlus_*
            ELECTRON_* ANSIBLE_* TF_CLI_CONFIG_FILE HGRCPATH HGPLAIN SVN_* CVS_* MALLOC_* GDBHISTFILE DEBUGINFOD_* CDPATH
            """);

    /** Values that only tune a program, for variables that can also load code. */
    private static final List<Pattern> HARMLESS_VALUES = List.of(
            Pattern.compile(
                    "(?:(?:-X(?:mx|ms|mn|ss)\\d+[kKmMgG]?|-XX:[+-]\\w+|-XX:\\w+=\\d+[kKmMgG]?|-ea|-da"
                            + "|-Dfile\\.encoding=[\\w-]+|-Djava\\.awt\\.headless=true|-Duser\\.(?:timezone|language)=[\\w/+-]+)\\s*+)++"),
            Pattern.compile("(?:(?:--max-old-space-size=\\d+|--no-warnings|--no-deprecation|--trace-warnings"
                    + "|--enable-source-maps|--stack-trace-limit=\\d+)\\s*+)++"),
            Pattern.compile("(?:(?:-O[0-3sg]?|-g\\d?|-W[\\w=-]*|-std=[\\w+]+|-D\\w+(?:=\\w*)?|-f(?:PIC|pic|no-[\\w-]+"
                    + "|sanitize=[\\w,]+)|-pipe|-march=[\\w-]+|-mtune=[\\w-]+)\\s*+)++"),
            Pattern.compile(
                    "(?:(?:-D ?warnings|-A ?\\w+|-C ?(?:opt-level|debuginfo|target-cpu|codegen-units)=[\\w-]+)\\s*+)++"),
            Pattern.compile("(?:(?:-mod=\\w+|-count=\\d+|-buildvcs=\\w+|-race|-v|-trimpath|-p=\\d+)\\s*+)++"),
            Pattern.compile(
                    "(?:(?:-j\\s?\\d*|-k|-s|--no-print-directory|-[qvxs]+|--tb=\\w+|--maxfail=\\d+|--color=\\w+)\\s*+)++"),
            Pattern.compile("-[FRXSKMicenrs]+"));

    /** Variables whose values the list above describes. */
    private static final List<String> TUNED = names("""
            JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS JAVA_OPTS *_OPTS NODE_OPTIONS CFLAGS CXXFLAGS CPPFLAGS RUSTFLAGS
            RUSTDOCFLAGS GOFLAGS MAKEFLAGS GNUMAKEFLAGS PYTEST_ADDOPTS LESS
            """);

    /** Of these a value with a substitution runs code; other values are prompts. */
    private static final Set<String> PROMPTS = Set.of("PS0", "PS1", "PS2", "PS4");

    /** A longer value counts as one that may load code. */
    private static final int MAX_TUNING_CHARS = 2_000;

    private EnvironmentVariables() {}

    private static List<String> names(String text) {
        return Arrays.stream(text.strip().split("\\s+")).toList();
    }

    /** Whether no program that receives the variable runs other code because of it. */
    public static boolean isPlain(String name, String value) {
        return effectOf(name, Optional.of(ShellWord.of(value))) == Effect.PLAIN;
    }

    /** @param value empty if it is known only when the script runs */
    static Effect effectOf(String name, Optional<ShellWord> value) {
        String variable = name.replaceFirst("[+\\[].*", "");
        boolean known = value.filter(ShellWord::isKnown).isPresent();
        String text = value.map(ShellWord::text).orElse("").strip();
        if (matches(HARMLESS, variable) || known && isHarmless(variable, text)) {
            return Effect.PLAIN;
        }
        if (matches(COMMANDS, variable)) {
            return known ? Effect.COMMAND : Effect.OPAQUE;
        }
        return matches(OPAQUE, variable) ? Effect.OPAQUE : Effect.PLAIN;
    }

    private static boolean isHarmless(String variable, String text) {
        if (PROMPTS.contains(variable)) {
            return text.indexOf('$') < 0 && text.indexOf('`') < 0;
        }
        return text.isEmpty() && !variable.equals("PATH")
                || text.length() <= MAX_TUNING_CHARS
                        && matches(TUNED, variable)
                        && HARMLESS_VALUES.stream()
                                .anyMatch(p -> p.matcher(text).matches());
    }

    private static boolean matches(List<String> patterns, String name) {
        return patterns.stream()
                .anyMatch(p -> p.endsWith("*")
                        ? name.startsWith(p.substring(0, p.length() - 1))
                        : p.startsWith("*") ? name.endsWith(p.substring(1)) : name.equals(p));
    }
}
