package dev.codeagent.projects;

/**
 * Patterns for code that reaches into a test framework or replaces parts of it, instead of using what test files ordinarily
 * use. Each of them reads a text in time proportional to its length.
 */
final class TestFrameworkCode {
    private static final String PYTEST_NAMES = "raises|mark|fixture|approx|param|skip|fail|xfail|importorskip|warns"
            + "|deprecated_call|main|set_trace|ini|toml|org|MonkeyPatch|FixtureRequest|CaptureFixture|LogCaptureFixture"
            + "|TempPathFactory|TempdirFactory|ExceptionInfo|RaisesExc|RaisesGroup|WarningsRecorder|RecordProperty"
            + "|Pytest\\w*Warning|UsageError";
    private static final String UNITTEST_NAMES = "TestCase|IsolatedAsyncioTestCase|mock|main|skip\\w*|expectedFailure"
            + "|SkipTest|TestSuite|TestLoader|TextTestRunner|defaultTestLoader|makeSuite";
    private static final String CASES = "\\w*TestCase";
    private static final String ASSIGNED = "([-+*/|&^@%]|//|\\*\\*|<<|>>)?=(?!=)";

    /** In every file of Python: what only plugins of pytest need, and uses of a test framework outside of tests. */
    static final String PYTHON_ANY = "\\b(_pytest|pytest_plugins|pluginmanager|junitxml|_exit|pluggy)\\b"
            + "|\\bpytest_(runtest|report|collect|session|configure|unconfigure|pyfunc|itemcollected|make|cmdline|load"
            + "|generate|plugin|exception|fixture|assert|deselected|warning|terminal|keyboard|internalerror)\\w*"
            + "|[\"'](unittest|pytest)(\\.(?!mock)[\\w.]*+)?[\"']"
            + "|\\b(pytest|unittest|\\w*TestCase)[\\s\\\\]*+(\\.[\\s\\\\]*+[A-Za-z_]\\w*+[\\s\\\\]*+){2,9}+" + ASSIGNED
            + "|\\b(pytest|unittest)[\\s\\\\]*+\\.[\\s\\\\]*+[a-z_]\\w*+[\\s\\\\]*+" + ASSIGNED
            + "|\\b\\w*TestCase[\\s\\\\]*+\\.[\\s\\\\]*+\\w++[\\s\\\\]*+" + ASSIGNED
            + "|\\bruntest\\w*+\\s*+=(?!=)|\\btestsfailed\\b";

    static final String PYTHON_NO_TEST_FILE = "\\b(import|from)\\s++([\\w.]++\\s*+,\\s*+){0,20}+(pytest|unittest)\\b";

    static final String PYTHON_TEST_FILE = "\\batexit\\b"
            + outside("pytest", PYTEST_NAMES)
            + outside("unittest", UNITTEST_NAMES)
            + "|\\b(pytest|unittest)\\s++as\\b"
            + "|[=(,\\[{:*]\\s*+(pytest|unittest)\\b(?![\\s\\\\]*+\\.)"
            + "|\\b(in|return|yield)\\s++(pytest|unittest)\\s*+[,:;\\n]"
            + "|=\\s*+(unittest\\s*+\\.\\s*+)?" + CASES + "[ \\t]*+(\\z|[\\r\\n;,#)])"
            + "|\\b(setattr|delattr|getattr|vars|dict|object|multiple|patch|__setattr__|__delattr__)\\s*+\\(\\s*+"
            + "(type\\s*+\\(\\s*+)?(pytest|unittest|" + CASES + ")\\b"
            + "|__(globals|subclasses|builtins|code|mro|bases|base|dict|setattr|import)__"
            + "|\\b(_getframe|get_objects|get_referrers|f_back|f_globals|f_locals|currentframe|settrace|setprofile)\\b"
            + "|\\bsys\\s*+\\.\\s*+(modules|meta_path|path_hooks)\\b|\\bsession\\s*+\\.\\s*+items\\b"
            + "|(?<![.\\w])exec\\s*+\\(|\\bbuiltins\\s*+\\.\\s*+\\w++\\s*+=(?!=)"
            // In no function: it acts on all tests.
            + "|(?m:^)\\w++([ \\t]*+\\.[ \\t]*+\\w++){1,9}+[ \\t]*+" + ASSIGNED
            + "|(?m:^)(setattr|delattr)\\s*+\\(";

    private static final String JS_API = "expect|assert|jest|vi|mocha|Mocha|test|it|describe|suite|chai|should|sinon"
            + "|beforeEach|afterEach|beforeAll|afterAll|before|after";
    private static final String JS_ASSIGNED = "\\s*+([-+*/|&^%?]|\\|\\||&&|\\?\\?)?=(?![=>])";

    static final String JS_TEST_FILE = "\\bprocess\\s*+\\.\\s*+(exit|reallyExit|kill|abort)|beforeExit|[\"'`]exit[\"'`]"
            + "|require\\s*+\\.\\s*+cache|\\b_load\\b|\\bstdout\\s*+\\.\\s*+write\\b"
            + "|[\"'`](node:internal|node:module|mocha/|ava/|tap/|jasmine-core|@vitest/|vitest/|@jest/(?!globals[\"'`])"
            + "|jest-(circus|runner|jasmine2|environment|cli|config|runtime|core|worker|reporters?|resolve|haste-map))"
            + "|\\b(_resolveFilename|_extensions|_compile|registerHooks|__proto__)\\b"
            + "|\\.\\s*+prototype\\s*+(\\.\\s*+[\\w$]++" + JS_ASSIGNED + "|\\[)|\\.\\s*+prototype" + JS_ASSIGNED
            + "|=\\s*+[\\w$.]*\\.\\s*+prototype[ \\t]*+(\\z|[;\\r\\n,])"
            + "|\\b(Object|Reflect)\\s*+\\.\\s*+(defineProperty|defineProperties|set|setPrototypeOf)\\s*+\\(\\s*+"
            + "(?!(window|document|navigator|HTML\\w*|Element|globalThis|global)\\b)"
            + "|\\bassign\\s*+\\(\\s*+(" + JS_API + ")\\b|\\bassign\\s*+\\([^,;\\n]{0,200}+prototype"
            + "|\\b(globalThis|global)\\s*+(\\[|\\.\\s*+(" + JS_API + ")\\b)"
            + "|(?<![.\\w$])(" + JS_API + ")\\s*+(\\.\\s*+[\\w$]++\\s*+){1,9}+" + JS_ASSIGNED
            + "|(?<![.\\w$])(" + JS_API + ")\\s*+(\\.\\s*+[\\w$]++\\s*+){0,9}+\\[[^\\]\\n]{0,200}+\\]" + JS_ASSIGNED
            // In no function: it acts on all tests.
            + "|(?m:^)(?!(module|exports|window|document|navigator|process|global|globalThis)\\b)[\\w$]++"
            + "([ \\t]*+\\.[ \\t]*+[\\w$]++){1,9}+[ \\t]*+=(?![=>])";

    static final String JVM_TEST_FILE = "\\bSystem\\s*+\\.\\s*+exit\\b|\\b(halt|exitProcess)\\s*+\\(|addShutdownHook"
            + "|org\\s*+\\.\\s*+junit\\s*+\\.\\s*+(platform\\s*+\\.\\s*+(launcher|engine)|jupiter\\s*+\\.\\s*+engine|internal"
            + "|vintage|runner\\s*+\\.\\s*+(notification|JUnitCore))|\\\\u+00[4-7]"
            + "|\\b(RunListener|RunNotifier|AbstractProjectConfig|Instrumentation|ByteBuddyAgent|VirtualMachine)\\b"
            + "|\\bI(Hookable|AnnotationTransformer\\w*|TestListener|InvokedMethodListener|MethodInterceptor"
            + "|SuiteListener|ExecutionListener|Reporter)\\b|@\\s*+Listeners\\b"
            + "|\\bsetProperty\\s*+\\(\\s*+\"(junit|kotest|spock|cucumber|surefire|maven|testng)";

    private TestFrameworkCode() {}

    /** What is used or imported from the module, other than the names. */
    private static String outside(String module, String names) {
        String list = "(" + names + ")\\b";
        return "|\\b" + module + "[\\s\\\\]*+\\.[\\s\\\\]*+(?!" + list + ")\\w"
                + "|\\bfrom\\s++" + module + "\\s++import\\b(?![ \\t]*+" + list + "([ \\t]*+,[ \\t]*+" + list
                + "){0,40}+[ \\t]*+([#;\\r\\n]|\\z)|\\s*+\\((\\s*+" + list + "\\s*+,?+){1,40}+\\s*+\\))";
    }
}
