"""The frame clock: a frame for each wake, not too often, none without."""

import asyncio
import threading

from relaytui.state.frame_clock import FrameClock


class Frames:
    """Notes when frames were done."""

    def __init__(self, pause: float) -> None:
        self.times: list[float] = []
        self.came = asyncio.Event()
        self._pause = pause

    def __call__(self) -> float:
        self.times.append(asyncio.get_running_loop().time())
        self.came.set()
        return self._pause

    async def next(self) -> None:
        """Wait for a frame."""
        await asyncio.wait_for(self.came.wait(), 10)
        self.came.clear()


async def test_frames_keep_their_distance_and_no_wake_is_lost() -> None:
    frames = Frames(0.05)
    clock = FrameClock(frames)
    for _ in range(3):
        for _ in range(50):
            clock.wake()
        await frames.next()
    assert all(
        later - sooner >= 0.05
        for sooner, later in zip(frames.times, frames.times[1:], strict=False)
    )


async def test_without_a_wake_nothing_is_done() -> None:
    frames = Frames(0.0)
    clock = FrameClock(frames)
    clock.wake()
    await frames.next()
    for _ in range(20):
        await asyncio.sleep(0.002)
    assert len(frames.times) == 1


async def test_any_thread_may_wake_it() -> None:
    frames = Frames(0.0)
    clock = FrameClock(frames)
    thread = threading.Thread(target=clock.wake)
    thread.start()
    await frames.next()
    thread.join()
    clock.stop()
    clock.wake()
    await asyncio.sleep(0.01)
    assert len(frames.times) == 1


def test_a_wake_after_the_end_is_quiet() -> None:
    async def made() -> FrameClock:
        return FrameClock(lambda: 0.0)

    asyncio.run(made()).wake()
