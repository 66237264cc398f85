@echo off
rem Starts xai4j on Windows; what the script xai4j does elsewhere is done by Launcher.java.
setlocal
set "xai4j_java=java.exe"
if not defined JAVA_HOME goto path
set "xai4j_java=%JAVA_HOME%\bin\java.exe"
if exist "%xai4j_java%" goto start
echo xai4j: JAVA_HOME is %JAVA_HOME%, but there is no bin\java.exe in it; set it to a JDK 17 or newer. 1>&2
exit /b 2
:path
where /q java.exe
if not errorlevel 1 goto start
echo xai4j: Java is missing; install a JDK 17 or newer. 1>&2
exit /b 2
:start
rem Java 8 knows no --version.
"%xai4j_java%" --version >nul 2>nul
if not errorlevel 1 goto run
echo xai4j: Java 17 or newer is needed; %xai4j_java% is older. 1>&2
exit /b 2
:run
rem Once started the launcher leaves its class for the next start.
if exist "%~dp0benchmarks\target\launcher\Launcher.class" goto compiled
"%xai4j_java%" "%~dp0benchmarks\src\launcher\Launcher.java" "%~dp0." %*
exit /b %ERRORLEVEL%
:compiled
"%xai4j_java%" -cp "%~dp0benchmarks\target\launcher" Launcher "%~dp0." %*
exit /b %ERRORLEVEL%
