"""The listener: sound in, timed texts out, and an honest account of what was not heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.cpus import threads_per_process
from models.manifest import ManifestError, entry
from models.speech import VoiceActivity, Word
from models.speech.loading import (
    VIETNAMESE,
    VOICE_ACTIVITY,
    WHISPER,
    VoiceActivityFactory,
    speech_fault,
    vietnamese_recogniser,
    whisper_recogniser,
)
from workers.errors import ModelError
from workers.listening.delivery import LoudnessCurve, delivered
from workers.listening.passages import Passage, PassageCutter, join
from workers.listening.transcribing import Transcriber, Transcript
from workers.report import Gap, ModelVersion, SpokenWord, Text
from workers.senses import Heard, SoundStream

_PAUSE_MS = 700
_LONGEST_TEXT_MS = 12_000
_JOIN_GAPS_MS = 1_000
_JOIN_PASSAGES_MS = 3_000
_LONGEST_OPINION_MS = 28_000
_REMEDY = "Install adscan[listen] to have speech transcribed."


class SpeechListener:
    """Finds speech, decides its language, writes it down (see `workers.senses.Listener`)."""

    def __init__(
        self,
        activity: Callable[[], VoiceActivity],
        transcriber: Transcriber,
        models: Sequence[ModelVersion],
    ) -> None:
        self._activity = activity
        self._transcriber = transcriber
        self.models = tuple(models)

    def hear(self, stream: SoundStream, media_id: str) -> Heard:
        """The speech of one stream. `audio_ms` counts the sound whose content is known: silence,
        noise and music need no words, passages that were not understood are gaps."""
        cutter = PassageCutter(self._activity(), self._activity())
        loudness = LoudnessCurve()
        notes = _Notes(media_id, self._transcriber)
        for block in stream:
            if loudness.length_ms == 0:
                notes.offset_ms = block.start_ms
            loudness.feed(block.samples)
            for passage in cutter.feed(block.samples):
                notes.take(passage)
        for passage in cutter.finish():
            notes.take(passage)
        notes.settle()
        gaps = _merge(notes.gaps)
        unheard = sum((gap.end_ms or 0) - (gap.start_ms or 0) for gap in gaps)
        lost = [
            Gap(
                stage="decode",
                reason=lost.reason,
                media=media_id,
                start_ms=lost.start_ms,
                end_ms=lost.end_ms,
            )
            for lost in stream.outcome.gaps
        ]
        return Heard(
            texts=tuple(
                delivered(spoken.text, spoken.language, loudness, notes.offset_ms)
                for spoken in notes.spoken
            ),
            audio_ms=max(0, loudness.length_ms - unheard),
            gaps=(*gaps, *lost),
        )


@dataclass(frozen=True, slots=True)
class _Spoken:
    text: Text
    language: str


class _Notes:
    """What has been written down of one file so far.

    Passages that need a second opinion wait for their neighbours: language is told better, and
    cheaper, from half a minute than from a second.
    """

    def __init__(self, media_id: str, transcriber: Transcriber) -> None:
        self._media_id = media_id
        self._transcriber = transcriber
        self._doubtful: list[Passage] = []
        self.offset_ms = 0
        self.spoken: list[_Spoken] = []
        self.gaps: list[Gap] = []

    def take(self, passage: Passage) -> None:
        """Write down the next passage."""
        if self._doubtful:
            paused = passage.start_ms - self._doubtful[-1].end_ms > _JOIN_PASSAGES_MS
            if paused or passage.end_ms - self._doubtful[0].start_ms > _LONGEST_OPINION_MS:
                self.settle()
        transcript = self._transcriber.first_opinion(passage.sound, voiced=passage.voiced)
        if transcript is None:
            self._doubtful.append(passage)
        else:
            self.settle()
            self._write(passage, transcript)

    def settle(self) -> None:
        """Give the doubtful passages their second opinion."""
        if self._doubtful:
            whole = join(self._doubtful)
            self._doubtful = []
            self._write(whole, self._transcriber.second_opinion(whole.sound))

    def _write(self, passage: Passage, transcript: Transcript) -> None:
        if transcript.unheard:
            self.gaps.append(
                Gap(
                    stage="listen",
                    reason=transcript.unheard,
                    media=self._media_id,
                    start_ms=self.offset_ms + passage.start_ms,
                    end_ms=self.offset_ms + passage.end_ms,
                )
            )
        for words in _sentences(transcript):
            text_id = f"{self._media_id}-s{len(self.spoken) + 1}"
            text = _text(text_id, self._media_id, self.offset_ms + passage.start_ms, words)
            self.spoken.append(_Spoken(text, transcript.language))


def _sentences(transcript: Transcript) -> list[list[Word]]:
    """Words grouped by pauses: recognisers give no punctuation."""
    groups: list[list[Word]] = []
    for word in transcript.recognition.words:
        current = groups[-1] if groups else []
        paused = bool(current) and word.start_ms - current[-1].end_ms >= _PAUSE_MS
        too_long = bool(current) and word.end_ms - current[0].start_ms > _LONGEST_TEXT_MS
        if not current or paused or too_long:
            groups.append([word])
        else:
            current.append(word)
    return groups


def _text(text_id: str, media_id: str, offset_ms: int, words: Sequence[Word]) -> Text:
    return Text(
        id=text_id,
        media=media_id,
        source="speech",
        text=" ".join(word.text for word in words),
        start_ms=offset_ms + words[0].start_ms,
        end_ms=offset_ms + max(word.end_ms for word in words),
        confidence=min(1.0, sum(word.confidence for word in words) / len(words)),
        words=[
            SpokenWord(start_ms=offset_ms + word.start_ms, end_ms=offset_ms + word.end_ms)
            for word in words
        ],
    )


def _merge(gaps: Sequence[Gap]) -> list[Gap]:
    """Neighbouring gaps with the same reason become one."""
    merged: list[Gap] = []
    for gap in gaps:
        last = merged[-1] if merged else None
        near = last is not None and (gap.start_ms or 0) - (last.end_ms or 0) <= _JOIN_GAPS_MS
        if last is not None and near and last.reason == gap.reason:
            merged[-1] = last.model_copy(update={"end_ms": gap.end_ms})
        else:
            merged.append(gap)
    return merged


@dataclass(frozen=True, slots=True)
class ListenerStatus:
    """Whether one part of listening works on this machine, and what to do if not."""

    name: str
    works: bool
    detail: str
    remedy: str = ""


def listener_status() -> list[ListenerStatus]:
    """The state of each part, found without loading a model."""
    rows = []
    for name in (VOICE_ACTIVITY, VIETNAMESE, *WHISPER):
        problem = speech_fault(name)
        detail = problem or entry(name).quality
        rows.append(ListenerStatus(name, problem is None, detail, _REMEDY if problem else ""))
    return rows


def make_listener(threads: int | None = None) -> SpeechListener:
    """A listener with the recognisers that are installed; without any it still tells speech from
    silence, and names every passage of speech as a gap.

    Raises ModelError when the voice activity model, which is part of adscan, is damaged.
    """
    try:
        activity = VoiceActivityFactory()
    except ManifestError as error:
        raise ModelError(str(error)) from error
    used = [VOICE_ACTIVITY]
    missing = []
    vietnamese = foreign = None
    try:
        vietnamese = vietnamese_recogniser(threads)
        used.append(VIETNAMESE)
    except ManifestError as error:
        missing.append(str(error))
    try:
        foreign = whisper_recogniser(threads or threads_per_process())
        used.extend(WHISPER)
    except ManifestError as error:
        missing.append(str(error))
    reason = " ".join([*(f"{problem}." for problem in missing), _REMEDY]) if missing else ""
    versions = [_version(name) for name in used]
    return SpeechListener(activity, Transcriber(vietnamese, foreign, reason), versions)


def _version(name: str) -> ModelVersion:
    model = entry(name)
    return ModelVersion(name=model.name, version=model.version, sha256=model.sha256)
