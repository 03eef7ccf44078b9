package dev.lifecycle.context;

import org.jspecify.annotations.Nullable;
import org.mockito.MockingDetails;
import org.mockito.Mockito;
import org.springframework.util.ClassUtils;

/**
 * Recognizes beans that Mockito made. Spies count as what they spy on.
 */
final class Mocks {

	private static final boolean PRESENT = ClassUtils.isPresent("org.mockito.MockingDetails",
			Mocks.class.getClassLoader());

	private Mocks() {
	}

	static boolean isMock(@Nullable Object bean) {
		return PRESENT && bean != null && Details.isMock(bean);
	}

	// Apart because Mockito may be absent.
	private static final class Details {

		static boolean isMock(Object bean) {
			MockingDetails details = Mockito.mockingDetails(bean);
			return details.isMock() && !details.isSpy();
		}

	}

}
