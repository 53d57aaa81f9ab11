@echo off
rem Starts ws-room on Windows, with the Java 25 of JAVA_HOME or of the PATH. The commands are those of
rem the launcher for other systems, ws-room; JAVA_OPTS has more options of the JVM.
setlocal
set "home=%~dp0"
set "java=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"

set "major=0"
for /f "tokens=2,3" %%v in ('call "%java%" -version 2^>^&1') do (
  if "%%v"=="version" for /f "delims=.-" %%m in ("%%~w") do set "major=%%m"
)
if %major% lss 25 (
  echo ws-room: Java 25 or newer required; JAVA_HOME and the PATH have none. Install one: https://adoptium.net 1>&2
  exit /b 1
)

set "command=%~1"
if "%command%"=="help" if not "%~2"=="" set "command=%~2"
set "jar=%home%app\ws-room-server.jar"
for %%c in (join load bench events top rooms peers nodes exclusions kick pardon close open drain resume completion) do if "%command%"=="%%c" set "jar=%home%app\ws-room-loadtest.jar"

if "%~1"=="bench" (
  "%java%" "@%home%jvm.options" %JAVA_OPTS% -cp "%jar%;%home%app\ws-room-server.jar" org.openjdk.jmh.Main -prof gc %2 %3 %4 %5 %6 %7 %8 %9
) else if "%~1"=="help" (
  if "%~2"=="" ("%java%" "@%home%jvm.options" -jar "%jar%" --help) else ("%java%" "@%home%jvm.options" -jar "%jar%" %2 --help)
) else (
  "%java%" "@%home%jvm.options" %JAVA_OPTS% -jar "%jar%" %*
)
exit /b %ERRORLEVEL%
