package io.httpwrapper.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.httpwrapper.policy.InvalidSettingException;
import io.httpwrapper.policy.RateLimit;
import io.httpwrapper.policy.RateLimitSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each settings record has a builder that sets each component and mixes up none. What the
 * canonical constructor makes of the same values is the reference.
 */
class SettingsBuildersTests {

	private static final List<Class<?>> RECORDS = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.httpwrapper")
		.stream()
		.filter((type) -> type.isAssignableTo(Record.class))
		.<Class<?>>map(JavaClass::reflect)
		.filter(SettingsBuildersTests::isSettings)
		.toList();

	static List<Class<?>> records() {
		return RECORDS;
	}

	@Test
	void recordsAreFound() {
		assertThat(records()).contains(ClientSettings.class, RateLimitSettings.class, RateLimit.class)
			.hasSizeGreaterThan(20);
	}

	@ParameterizedTest
	@MethodSource("records")
	void noChangeMakesAnEqualRecord(Class<?> type) throws ReflectiveOperationException {
		for (Object start : SampleSettings.of(type)) {
			assertThat(with(start, (builder) -> {
			})).isEqualTo(start);
		}
	}

	@ParameterizedTest
	@MethodSource("records")
	void buildersSetTheComponentsAndNothingElse(Class<?> type) {
		Class<?> builder = builder(type);

		assertThat(Modifier.toString(builder.getModifiers())).isEqualTo("public static final");
		assertThat(builder.getConstructors()).isEmpty();
		assertThat(builder.getDeclaredMethods()).filteredOn((method) -> Modifier.isPublic(method.getModifiers()))
			.allSatisfy((setter) -> assertThat(setter.getReturnType()).isEqualTo(builder))
			.extracting(Method::getName)
			.containsOnly(names(type));
	}

	@ParameterizedTest
	@MethodSource("records")
	void aSetterChangesItsComponentAndNoOther(Class<?> type) throws ReflectiveOperationException {
		RecordComponent[] components = type.getRecordComponents();
		boolean[] changed = new boolean[components.length];

		for (Object start : SampleSettings.of(type)) {
			Object settings = start;
			for (int i = 0; i < components.length; i++) {
				Object value = SampleSettings.other(components[i], start, i);
				Object alone = constructed(start, i, value);
				assertThat(changed(start, components[i], value)).isEqualTo(alone);
				// on top of what was changed before: equal defaults would hide a mix-up
				Object together = constructed(settings, i, value);
				assertThat(changed(settings, components[i], value)).isEqualTo(together);
				settings = type.isInstance(together) ? together : settings;
				changed[i] |= type.isInstance(alone) || type.isInstance(together);
			}
			assertThat(with(settings, (builder) -> {
			})).isEqualTo(settings);
		}

		assertThat(components).filteredOn((component) -> !changed[Arrays.asList(components).indexOf(component)])
			.as("components that no sample could change")
			.isEmpty();
	}

	@ParameterizedTest
	@MethodSource("records")
	void sectionsAreSetAsAWholeOrChanged(Class<?> type) throws ReflectiveOperationException {
		Object start = SampleSettings.of(type).get(0);

		for (RecordComponent section : type.getRecordComponents()) {
			if (isSettings(section.getType())) {
				Method setter = builder(type).getMethod(section.getName(), Consumer.class);
				RecordComponent inner = section.getType().getRecordComponents()[0];
				Object old = section.getAccessor().invoke(start);
				Object value = SampleSettings.other(inner, old, 0);
				Consumer<Object> change = (builder) -> set(builder, inner, value);

				assertThat(outcome(() -> with(start, (builder) -> call(setter, builder, change))))
					.isEqualTo(outcome(() -> with(start, (builder) -> set(builder, section, with(old, change)))));
			}
		}
	}

	@Test
	void changesOfASectionAddUp() {
		ClientSettings settings = ClientSettings.DEFAULTS.with((client) -> client.baseUrl("https://orders.internal")
			.retry((retry) -> retry.maxAttempts(5))
			.retry((retry) -> retry.minBackoff(Duration.ofMillis(20))));

		assertThat(settings.baseUrl()).hasToString("https://orders.internal");
		assertThat(settings.retry().maxAttempts()).isEqualTo(5);
		assertThat(settings.retry().minBackoff()).isEqualTo(Duration.ofMillis(20));
		assertThat(ClientSettings.DEFAULTS.retry().maxAttempts()).isEqualTo(3);
	}

	@Test
	void checksWaitForTheLastComponent() {
		RateLimitSettings settings = RateLimitSettings.DEFAULTS
			.with((rateLimit) -> rateLimit.enabled(true).burst(5).permits(10));

		assertThat(settings.all()).containsExactly(RateLimit.of(10, Duration.ofSeconds(1)).with((it) -> it.burst(5)));
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> RateLimitSettings.DEFAULTS.with((rateLimit) -> rateLimit.enabled(true)))
			.withMessageStartingWith("rate-limit.permits must be at least 1");
	}

	static boolean isSettings(Class<?> type) {
		return type.isRecord() && (type.getSimpleName().endsWith("Settings") || type.equals(RateLimit.class));
	}

	private static Class<?> builder(Class<?> type) {
		return Stream.of(type.getDeclaredClasses())
			.filter((nested) -> nested.getSimpleName().equals("Builder"))
			.findFirst()
			.orElseThrow(() -> new AssertionError(type.getSimpleName() + " has no Builder"));
	}

	private static String[] names(Class<?> type) {
		return Stream.of(type.getRecordComponents()).map(RecordComponent::getName).toArray(String[]::new);
	}

	private static Object changed(Object settings, RecordComponent component, Object value) {
		return outcome(() -> with(settings, (builder) -> set(builder, component, value)));
	}

	/** The settings with one component replaced, by their constructor. */
	static Object constructed(Object settings, int index, Object value) throws ReflectiveOperationException {
		RecordComponent[] components = settings.getClass().getRecordComponents();
		Object[] values = new Object[components.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = (i == index) ? value : components[i].getAccessor().invoke(settings);
		}
		Constructor<?> constructor = settings.getClass()
			.getConstructor(Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
		return outcome(() -> call(() -> constructor.newInstance(values)));
	}

	private static Object with(Object settings, Consumer<Object> change) {
		return call(() -> settings.getClass().getMethod("with", Consumer.class).invoke(settings, change));
	}

	private static void set(Object builder, RecordComponent component, Object value) {
		call(() -> builder.getClass().getMethod(component.getName(), component.getType()).invoke(builder, value));
	}

	private static void call(Method setter, Object builder, Object value) {
		call(() -> setter.invoke(builder, value));
	}

	private static Object call(Reflection reflection) {
		try {
			return reflection.call();
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof RuntimeException refusal) {
				throw refusal;
			}
			throw new AssertionError(ex.getCause());
		}
		catch (ReflectiveOperationException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Settings, or the text of why there are none. */
	private static Object outcome(Supplier<Object> settings) {
		try {
			return settings.get();
		}
		catch (InvalidSettingException ex) {
			return ex.getMessage();
		}
	}

	private interface Reflection {

		Object call() throws ReflectiveOperationException;

	}

}
