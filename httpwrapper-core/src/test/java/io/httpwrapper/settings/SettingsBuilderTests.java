package io.httpwrapper.settings;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.httpwrapper.policy.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each record of settings has a builder that changes what it is told and nothing else.
 */
class SettingsBuilderTests {

	static Stream<Class<?>> records() {
		return new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages("io.httpwrapper.settings", "io.httpwrapper.policy")
			.stream()
			.filter((type) -> type.getSimpleName().endsWith("Settings"))
			.<Class<?>>map(JavaClass::reflect)
			.filter(Class::isRecord);
	}

	@Test
	void allAreFound() {
		assertThat(records()).hasSizeGreaterThan(20).contains(ClientSettings.class, CacheSettings.class);
	}

	@ParameterizedTest
	@MethodSource("records")
	void eachSettingHasAMethodOfItsName(Class<?> type) throws Exception {
		Set<String> methods = Arrays.stream(builder(type).getMethods())
			.map(Method::getName)
			.collect(Collectors.toSet());

		assertThat(methods).containsAll(components(defaults(type)).keySet());
	}

	@ParameterizedTest
	@MethodSource("records")
	void withoutAChangeAllStaysAsItIs(Class<?> type) throws Exception {
		Object before = defaults(type);

		assertThat(with(before, (builder) -> {
		})).isEqualTo(before);
	}

	/** Of each two settings of one type neither is taken for the other. */
	@ParameterizedTest
	@MethodSource("records")
	void aSettingThatIsSetAsItIsChangesNoOther(Class<?> type) throws Exception {
		Object before = defaults(type);
		for (RecordComponent component : type.getRecordComponents()) {
			Method setter = builder(type).getMethod(component.getName(), component.getType());
			for (RecordComponent other : type.getRecordComponents()) {
				if (other.getGenericType().equals(component.getGenericType())) {
					Object value = other.getAccessor().invoke(before);
					assertChanges(before, component.getName(), setter, value);
				}
			}
		}
	}

	private static void assertChanges(Object before, String name, Method setter, Object value) throws Exception {
		Map<String, Object> expected = components(before);
		expected.put(name, value);
		Object changed;
		try {
			changed = with(before, (builder) -> invoke(setter, builder, value));
		}
		catch (RuntimeException ex) {
			// refused by the record's own checks, so it has arrived
			assertThat(ex).rootCause().isInstanceOf(InvalidSettingException.class);
			return;
		}
		assertThat(components(changed)).isEqualTo(expected);
	}

	private static Object with(Object settings, Consumer<Object> change) {
		try {
			return settings.getClass().getMethod("with", Consumer.class).invoke(settings, change);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Object invoke(Method setter, Object builder, Object value) {
		try {
			return setter.invoke(builder, value);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Class<?> builder(Class<?> type) throws ClassNotFoundException {
		return Class.forName(type.getName() + "$Builder");
	}

	private static Object defaults(Class<?> type) throws ReflectiveOperationException {
		return type.getField("DEFAULTS").get(null);
	}

	private static Map<String, Object> components(Object settings) throws ReflectiveOperationException {
		Map<String, Object> components = new HashMap<>();
		for (RecordComponent component : settings.getClass().getRecordComponents()) {
			components.put(component.getName(), component.getAccessor().invoke(settings));
		}
		return components;
	}

}
