package io.httpwrapper.sample;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.chromium.ChromiumNetworkConditions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium or Chrome without a window. Waiting is done by the page, which tells when
 * something has become so: nothing here asks again and again.
 */
final class Browser implements AutoCloseable {

	private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome",
			"google-chrome-stable", "chrome");

	private static final String UNTIL = """
			const done = arguments[arguments.length - 1];
			const holds = () => { try { return Boolean(%s); } catch { return false; } };
			if (holds()) {
				done(Date.now());
			}
			else {
				new MutationObserver((changes, observer) => {
					if (holds()) {
						observer.disconnect();
						done(Date.now());
					}
				}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
			}
			""";

	private final ChromeDriver driver;

	private Browser(ChromeDriver driver) {
		this.driver = driver;
	}

	/**
	 * Starts one. Where there is none, the test is left out, loudly; but it fails where
	 * it must not be left out: {@code CI} or {@code BROWSER_TESTS=required} in the
	 * environment.
	 */
	static Browser start() {
		Optional<File> binary = Stream.concat(Stream.ofNullable(System.getenv("CHROME_BINARY")), NAMES.stream())
			.flatMap((name) -> onPath(name).stream())
			.findFirst();
		Optional<File> service = onPath("chromedriver");
		if (binary.isEmpty() || service.isEmpty()) {
			leaveOut();
		}
		ChromeOptions options = new ChromeOptions();
		options.setBinary(binary.orElseThrow());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--window-size=1280,900");
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		ChromeDriver driver = new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(service.orElseThrow()).build(), options);
		driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
		return new Browser(driver);
	}

	private static Optional<File> onPath(String name) {
		if (name.contains(File.separator)) {
			return Optional.of(new File(name)).filter(File::canExecute);
		}
		return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
			.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable)
			.map(Path::toFile)
			.findFirst();
	}

	private static void leaveOut() {
		String missing = """
				NO BROWSER: the dashboard is NOT tested. Put a Chromium or Chrome and its chromedriver on the PATH \
				(Debian: apt-get install chromium chromium-driver), or name the browser in CHROME_BINARY.""";
		System.err.println("\n!!! " + missing + " !!!\n");
		if (System.getenv("CI") != null || "required".equals(System.getenv("BROWSER_TESTS"))) {
			throw new IllegalStateException(missing);
		}
		Assumptions.abort(missing);
	}

	void open(String url) {
		this.driver.get("about:blank"); // or a change of the hash alone would keep the
										// page
		this.driver.get(url);
	}

	/**
	 * Waits until something is so in the page.
	 * @param condition a JavaScript expression
	 * @return the page's time at which it was seen, in milliseconds since 1970
	 */
	long until(String condition) {
		return ((Number) this.driver.executeAsyncScript(UNTIL.formatted(condition))).longValue();
	}

	/** Has the page look out for something from now on; {@link #seen()} waits for it. */
	void lookOutFor(String condition) {
		this.driver.executeScript("window.seen = new Promise((done) => { ((...arguments) => {"
				+ UNTIL.formatted(condition) + "})(done); });");
	}

	/** When it was seen, as {@link #until}. */
	long seen() {
		return ((Number) this.driver.executeAsyncScript("window.seen.then(arguments[arguments.length - 1]);"))
			.longValue();
	}

	Object evaluate(String expression) {
		return this.driver.executeScript("return " + expression + ";");
	}

	String text(String selector) {
		return find(selector).getText();
	}

	void click(String selector) {
		find(selector).click();
	}

	WebElement find(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	List<WebElement> findAll(String selector) {
		return this.driver.findElements(By.cssSelector(selector));
	}

	WebElement focused() {
		return this.driver.switchTo().activeElement();
	}

	void type(CharSequence... keys) {
		focused().sendKeys(keys);
	}

	void width(int pixels) {
		this.driver.manage().window().setSize(new Dimension(pixels, 900));
	}

	/** Takes the network away from the page, or gives it back. */
	void online(boolean online) {
		ChromiumNetworkConditions conditions = new ChromiumNetworkConditions();
		conditions.setOffline(!online);
		this.driver.setNetworkConditions(conditions);
	}

	/** As if somebody who likes it {@code dark} or {@code light} looked. */
	void colorScheme(String scheme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	/** What the browser complained about since the last time. */
	List<String> complaints() {
		return this.driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::getMessage).toList();
	}

	byte[] screenshot() {
		return this.driver.getScreenshotAs(OutputType.BYTES);
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
