package dev.codeagent.projects;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognizes files that a test run reads or loads by their names: settings of test runners, code of builds, wrappers,
 * plugins, compiled code, and files that stand in for the runner, the standard library or a test dependency.
 */
final class RunnerFiles {
    private static final Pattern NAMES = anywhere(
            // Python: settings, files that each start of Python executes, plugins, and pytest itself
            "conftest\\.py|\\.?pytest\\.(ini|toml)|tox\\.(ini|toml)|noxfile\\.py|hatch\\.toml|Pipfile(\\.lock)?|(site|user)customize(\\.py|/.*)?"
                    + "|[^/]*\\.pth|pyvenv\\.cfg|\\.coveragerc|setup\\.py|pytest\\.py|_pytest(\\.py|/.*)?"
                    + "|[^/]*\\.(dist|egg)-info(/.*)?|[^/]*\\.egg(-link)?",
            // JVM: builds, wrappers, listeners, and classes before those of the test dependencies
            "\\.java-version|\\.sdkmanrc|\\.tool-versions|\\.?mise\\.toml|\\.mvn(/.*)?|mvnw(\\.cmd)?|gradlew(\\.bat)?|gradle/wrapper(/.*)?|(gradle|local)\\.properties"
                    + "|(?!(build|settings)\\.gradle)[^/]*\\.gradle(\\.kts)?"
                    + "|(buildSrc|build-logic|gradle/[^/]*plugins?)(/.*)?|(junit-platform|cucumber|kotest)\\.properties|SpockConfig\\.groovy|testng[^/]*\\.xml"
                    + "|META-INF/services/(java|javax|jakarta|jdk|junit|org\\.(junit|testng|mockito|assertj|hamcrest|spockframework"
                    + "|opentest4j|apache|codehaus|slf4j|jboss)|io\\.(kotest|cucumber|qameta)|kotlin)\\..*"
                    + "|META-INF(/services)?|mockito-extensions(/.*)?",
            // Rust and Go
            "build\\.rs|\\.cargo(/config(\\.toml)?)?|rust-toolchain(\\.toml)?|go\\.work|[^/]*\\.syso"
                    + "|vendor|vendor/(.*/)?([^/]*\\.(go|s|rs|toml)|modules\\.txt|\\.cargo-checksum\\.json)",
            // Node.js
            "\\.npmrc|\\.yarnrc(\\.yml)?|\\.yarn(/.*)?|\\.pnp\\.[^/]*|\\.pnpmfile\\.[^/]*|pnpm-workspace\\.yaml"
                    + "|bunfig\\.toml|bun\\.lockb|lerna\\.json|nx\\.json|turbo\\.json|binding\\.gyp|node_modules(/.*)?"
                    + "|\\.(nyc|mocha|babel|c8|swc|tap|jasmine|lab|env)rc(\\.[^/]*)?|mocha\\.opts|jasmine\\.json|(ts|js)config[^/]*\\.json"
                    + "|(jest|vitest|vite|karma|playwright|cypress|ava|babel|mocha|jasmine|wdio|nightwatch|webpack|swc|nyc|c8|tap)"
                    + "([.-](config|conf|workspace|setup|projects|preset))+\\.[^/]*"
                    + "|setupTests\\.[^/]*|__mocks__(/.*)?|[^/]*\\.snap",
            // Every language: programs that start tests, the checkout of files, results, and compiled code
            "(GNU)?[Mm]akefile|[Jj]ustfile|Taskfile\\.ya?ml|\\.gitattributes"
                    + "|target(/(classes|test-classes|debug|release|generated-[^/]*|maven-[^/]*)(/.*)?)?"
                    + "|build/(classes|resources|test-results|libs|tmp|kotlin)(/.*)?|(surefire|failsafe)-reports(/.*)?"
                    + "|__pycache__(/.*)?|[^/]*\\.(py[cod]|so|dylib|dll|node|class|jar|whl)");

    private static final Pattern JVM_SOURCE = Pattern.compile("\\.(java|kt|groovy|scala)\\z");
    private static final Pattern JVM_PACKAGE =
            Pattern.compile("/(java|kotlin|groovy|scala)/(org/(junit|hamcrest|assertj|mockito|testng|opentest4j"
                    + "|apiguardian|spockframework|apache/maven)|junit|io/(kotest|cucumber)|kotlin/test)/");

    private static final Pattern MODULE = Pattern.compile(
            "((?:.*/)?)((?!__init__\\.|index\\.|package\\.)\\w+)(\\.(py|[cm]?[jt]sx?)|/__init__\\.py|/index\\.[cm]?[jt]sx?|/package\\.json)?",
            Pattern.DOTALL);
    private static final Pattern MODULE_ROOT = Pattern.compile("((src|lib)/)?");

    private static final Set<String> NODE_TEST_MODULES =
            Set.of("ava", "c8", "chai", "jasmine", "jest", "karma", "mocha", "nyc", "sinon", "tap", "tape", "vitest");
    private static final Set<String> PYTHON_TEST_MODULES = Set.of(
            "assertpy",
            "behave",
            "coverage",
            "ddt",
            "exceptiongroup",
            "execnet",
            "expecttest",
            "factory",
            "faker",
            "freezegun",
            "hamcrest",
            "hypothesis",
            "iniconfig",
            "mock",
            "nose",
            "nose2",
            "packaging",
            "parameterized",
            "pluggy",
            "py",
            "pygments",
            "requests_mock",
            "responses",
            "testfixtures",
            "tomli",
            "xdist");
    private static final Pattern PYTEST_PLUGIN = Pattern.compile("_?pytest\\w*");
    private static final Set<String> PYTHON_LIBRARY = Set.copyOf(List.of(("""
            __future__ _abc _ast _bisect _codecs _collections _collections_abc _csv _datetime _decimal _heapq _io _json _locale
            _operator _pickle _pydatetime _pydecimal _pyio _random _signal _sitebuiltins _socket _sqlite3 _sre _stat _strptime
            _struct _thread _threading_local _warnings _weakref _weakrefset
            abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii
            bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall
            compression concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime
            dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput
            fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac
            html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale
            logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder multiprocessing netrc nntplib ntpath
            nturl2path numbers opcode operator optparse os pathlib pdb pickle pickletools pipes pkgutil platform plistlib
            poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random
            re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd
            smtplib sndhdr socket socketserver sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep
            struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap threading
            time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle types typing unicodedata unittest
            urllib uu uuid venv warnings wave weakref webbrowser wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib
            zoneinfo""").split("\\s+")));

    private RunnerFiles() {}

    private static Pattern anywhere(String... names) {
        return Pattern.compile("(^|/)(" + String.join("|", names) + ")\\z", Pattern.DOTALL);
    }

    /** Whether every change of the file counts. */
    static boolean isRunnerFile(String path) {
        return NAMES.matcher(path).find() || isClassOfRunner(path);
    }

    /** Looks for the package once behind the first source directory: a pattern for both would read a path many times. */
    private static boolean isClassOfRunner(String path) {
        int source = ("/" + path).indexOf("/src/");
        return source >= 0
                && JVM_SOURCE.matcher(path).find()
                && JVM_PACKAGE.matcher(path).find(source + "src".length());
    }

    /**
     * The directory of a module that has the name of a module of the standard library or of a test dependency: a new one is
     * used instead of it if the directory is not a package.
     */
    static Optional<String> hidingDirectory(String path) {
        var match = MODULE.matcher(path);
        if (!match.matches()) {
            return Optional.empty();
        }
        String directory = match.group(1);
        String name = match.group(2);
        boolean link = match.group(3) == null;
        boolean root =
                link ? directory.isEmpty() : MODULE_ROOT.matcher(directory).matches();
        boolean python = link || match.group(3).endsWith(".py");
        boolean hides = python
                ? PYTHON_LIBRARY.contains(name)
                        || PYTHON_TEST_MODULES.contains(name)
                        || PYTEST_PLUGIN.matcher(name).matches()
                : NODE_TEST_MODULES.contains(name);
        return hides && (root || !link && python && TestFilePatterns.isTestFile(directory))
                ? Optional.of(directory)
                : Optional.empty();
    }
}
