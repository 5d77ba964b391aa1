/* What a timer does when its time is up, besides what the bar shows: a sound, which is off until
   somebody switches it on for this device, and a notification, where the browser allows one. */
(() => {
  "use strict";

  const { announce, makeButton, makeElement, storage } = Handbook.shell;
  const { call } = Handbook;
  const SOUND = "timer-sound"; // the name under which it is stored that the sound is on
  const TONES = [880, 660, 880]; // Hz
  const TONE = 0.18; // s, of each tone
  const VOLUME = 0.25; // of 1
  let audio = null; // made by a press: before one, browsers let no page make a sound

  const isSoundOn = () => storage.read(SOUND) === true;
  const canNotify = () => "Notification" in window && Notification.permission !== "denied";

  function prepareSound() {
    const Context = window.AudioContext;
    if (Context && isSoundOn()) {
      audio ??= new Context();
      audio.resume();
    }
  }

  function playTones() {
    TONES.forEach((pitch, index) => {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      const begins = audio.currentTime + index * TONE;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(VOLUME, begins);
      volume.gain.linearRampToValueAtTime(0, begins + TONE); // without it the tone ends in a click
      tone.connect(volume).connect(audio.destination);
      tone.start(begins);
      tone.stop(begins + TONE);
    });
  }

  function playSound() {
    prepareSound();
    if (audio && isSoundOn()) {
      playTones();
    }
  }

  /* On a phone a page may not show one by itself; then bar, title and sound have to do. */
  function showNotification(text) {
    if ("Notification" in window && Notification.permission === "granted") {
      try {
        return new Notification(text);
      } catch {
        return null;
      }
    }
    return null;
  }

  function showSwitches(sound, notify) {
    const isOn = isSoundOn();
    sound.textContent = isOn ? "Sound: on" : "Sound: off";
    sound.setAttribute("aria-pressed", String(isOn));
    notify.hidden = !canNotify() || Notification.permission === "granted";
  }

  call.soundAlarm = (text) => {
    playSound();
    showNotification(text);
  };

  call.makeAlarmSwitches = () => {
    const sound = makeButton("hb-quiet", "", () => {
      storage.write(SOUND, isSoundOn() ? null : true);
      showSwitches(sound, notify);
      playSound(); // so that one hears how loud it is
      announce(isSoundOn() ? "A sound when time is up" : "No sound when time is up");
    });
    const notify = makeButton("hb-quiet", "Notify me", async () => {
      const answer = await Notification.requestPermission();
      showSwitches(sound, notify);
      announce(answer === "granted" ? "You will be notified" : "The browser does not allow it");
    });
    showSwitches(sound, notify);
    window.addEventListener("storage", () => showSwitches(sound, notify));
    return makeElement("p", "hb-timer-alarm", sound, notify);
  };

  window.addEventListener("pointerdown", prepareSound, true);
  window.addEventListener("keydown", prepareSound, true);
})();
