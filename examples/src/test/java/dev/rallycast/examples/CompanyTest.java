package dev.rallycast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Role;
import dev.rallycast.model.User;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompanyTest {
    private final Company company = new Company();

    @Test
    void aUserWithTwoTabsIsOnePerson() {
        company.joined("p", Role.PLAYER, User.named("ann"));
        company.joined("p", Role.PLAYER, User.named("ann"));
        company.joined("p", Role.PLAYER, User.named("bob"));
        assertThat(company.in("p").players()).isEqualTo(new Company.People(2, List.of("ann", "bob")));

        company.left("p", Role.PLAYER, User.named("ann"));
        assertThat(company.in("p").players().names()).containsExactly("ann", "bob");
        company.left("p", Role.PLAYER, User.named("ann"));
        assertThat(company.in("p").players()).isEqualTo(new Company.People(1, List.of("bob")));
    }

    @Test
    void whoHasNoNameIsCountedOnly() {
        company.joined("p", Role.SPECTATOR, User.anonymous("c-1"));
        company.joined("p", Role.SPECTATOR, User.anonymous("c-2"));
        company.joined("p", Role.SPECTATOR, User.named("eve"));
        assertThat(company.in("p").spectators()).isEqualTo(new Company.People(3, List.of("eve")));
        assertThat(company.in("p").players()).isEqualTo(Company.People.NOBODY);
    }

    @Test
    void ofACrowdAFewAreNamedAndAllAskLessOften() {
        for (int i = 0; i < 50_000; i++) {
            company.joined("p", Role.SPECTATOR, User.named("u" + i));
        }
        Company.People crowd = company.in("p").spectators();
        assertThat(crowd.count()).isEqualTo(50_000);
        assertThat(crowd.names()).hasSize(Company.MAX_NAMES).startsWith("u0", "u1");
        assertThat(CompanyServlet.againMs(1)).isEqualTo(3_000);
        assertThat(CompanyServlet.againMs(2_000)).isEqualTo(20_000);
        assertThat(CompanyServlet.againMs(crowd.count())).isEqualTo(60_000);
    }

    @Test
    void playbacksAreApartAndForgottenWhenTheLastOneHasLeft() {
        company.joined("p", Role.PLAYER, User.named("ann"));
        company.joined("q", Role.SPECTATOR, User.named("bob"));
        company.left("p", Role.PLAYER, User.named("ann"));
        company.left("p", Role.PLAYER, User.named("ann"));
        assertThat(company.in("p")).isEqualTo(Company.Here.NOBODY);
        assertThat(company.in("q").spectators().names()).containsExactly("bob");
    }
}
