from payments.sandbox.faults import Delivery, arriving, deliveries, drawn


def test_events_arrive_not_twice_or_late_as_the_plan_says() -> None:
    plan = deliveries(Delivery.LATE, Delivery.LOST, None, Delivery.TWICE)

    assert arriving("abcde", plan) == ["c", "d", "d", "e", "a"]


def test_without_faults_events_arrive_once_and_in_order() -> None:
    assert arriving("abc", drawn(1, 0)) == ["a", "b", "c"]
