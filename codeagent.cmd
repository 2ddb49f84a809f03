@echo off
rem Finds a JDK, builds what is missing, and starts the command line client, like `codeagent` on Unix.
rem CODEAGENT_BUILD=never skips the build. CODEAGENT_BUILD=always builds each time; this script does not detect sources
rem that are newer than the build. `codeagent verify` builds everything and runs all tests.
setlocal EnableExtensions DisableDelayedExpansion

set "needed=21"
set "root=%~dp0."
set "jdk="
set "onpath="

if defined JAVA_HOME call :try "%JAVA_HOME%"
for %%p in (java.exe) do set "onpath=%%~$PATH:p"
if defined onpath call :above "%onpath%"
call :look "%ProgramFiles%\Eclipse Adoptium"
call :look "%LOCALAPPDATA%\Programs\Eclipse Adoptium"
call :look "%ProgramFiles%\Java"
call :look "%ProgramFiles%\Microsoft"
call :look "%ProgramFiles%\Amazon Corretto"
call :look "%ProgramFiles%\Zulu"
call :look "%ProgramFiles%\BellSoft"
call :look "%USERPROFILE%\.jdks"
if not defined jdk goto no_jdk
rem A distribution has its programs beside this file; the source tree has them in its build output.
set "cli=%root%\cli\codeagent-cli.jar"
if exist "%cli%" goto run
if /i "%~1"=="verify" goto verify
set "cli=%root%\clients\cli\target\cli\codeagent-cli.jar"
if /i "%CODEAGENT_BUILD%"=="never" goto run
if /i "%CODEAGENT_BUILD%"=="always" goto build
if exist "%cli%" if exist "%root%\ear\micro\target\server\codeagent.war" goto run

:build
call :tools
if errorlevel 1 exit /b 3
set "log=%root%\ear\micro\target\build.log"
if not exist "%root%\ear\micro\target" mkdir "%root%\ear\micro\target"
echo building, a few minutes: mvn -q -DskipTests package, log in %log% 1>&2
pushd "%root%"
set "JAVA_HOME=%jdk%"
call mvn -q -B -DskipTests package >"%log%" 2>&1
if errorlevel 1 goto build_failed
popd

:run
if not exist "%cli%" goto no_cli
rem Switches the console to UTF-8 while the client runs, then back.
set "page="
for /f "tokens=2 delims=:." %%c in ('chcp') do set /a "page=%%c"
if "%page%"=="0" set "page="
if defined page chcp 65001 >nul 2>nul
"%jdk%\bin\java.exe" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -XX:-UsePerfData -Djdk.console=java.base "-Dcodeagent.root=%root%" -Dcodeagent.name=codeagent -jar "%cli%" %*
set "code=%ERRORLEVEL%"
if defined page chcp %page% >nul 2>nul
exit /b %code%

:verify
call :tools
if errorlevel 1 exit /b 3
set "rest="
for /f "tokens=1,*" %%a in ("%*") do set "rest=%%b"
echo running all tests: mvn -Derror-prone verify 1>&2
pushd "%root%"
rem Error Prone checks what is compiled. Without these lists Maven compiles all classes again.
del /s /q inputFiles.lst >nul 2>nul
set "JAVA_HOME=%jdk%"
call mvn -B -ntp -Derror-prone verify %rest%
set "code=%ERRORLEVEL%"
popd
exit /b %code%

rem above: tries the JDK of a java.exe. look: tries each folder in a folder.
:above
call :try "%~dp1.."
exit /b 0

:look
if defined jdk exit /b 0
if not exist "%~1\" exit /b 0
pushd "%~1"
for /d %%j in (*) do call :try "%%~fj"
popd
exit /b 0

rem Sets jdk to the first folder with a JDK that is new enough. Reads the version from its release file.
:try
if defined jdk exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "version="
set "major=0"
for /f "usebackq tokens=1,2 delims==" %%k in ("%~1\release") do if "%%k"=="JAVA_VERSION" set "version=%%~l"
for /f "delims=.-+_" %%m in ("%version%") do set "major=%%m"
if %major% GEQ %needed% set "jdk=%~f1"
exit /b 0

rem Checks for the programs that the build needs.
:tools
where git >nul 2>nul
if errorlevel 1 goto no_git
where mvn >nul 2>nul
if errorlevel 1 goto no_maven
exit /b 0

:no_git
echo codeagent: git is missing, the server needs it; install it, for example with: winget install Git.Git 1>&2
exit /b 3

:no_maven
echo codeagent: Maven is missing, the build needs it; install it from https://maven.apache.org and put its bin directory on the PATH 1>&2
exit /b 3

:no_jdk
echo codeagent: found no JDK %needed% or newer in JAVA_HOME, on the PATH or in the usual directories. 1>&2
echo Install one, for example with: winget install EclipseAdoptium.Temurin.%needed%.JDK, and set JAVA_HOME if it is in another directory. 1>&2
exit /b 3

:build_failed
popd
findstr /b /c:"[ERROR]" "%log%" 1>&2
echo codeagent: the build failed; see its output in %log% 1>&2
exit /b 3

:no_cli
echo codeagent: %cli% is missing; build it with: mvn -DskipTests package 1>&2
exit /b 3
